import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TraceLink, Tracer } from "@/ports/tracer.ts";
import { createGate } from "@/app/daemon/gate.ts";
import { createKeptEvents } from "@/app/daemon/kept_events.ts";
import { createLanes } from "@/app/daemon/lanes.ts";
import { createLooks } from "@/app/daemon/looks.ts";
import { createResends } from "@/app/daemon/resends.ts";
import { createSettler } from "@/app/daemon/settler.ts";
import type { Lent, OpenedEngine } from "@/app/run/open_engine.ts";
import type { Run } from "@/app/run/run.ts";
import type { Echoes } from "@/triggers/echoes.ts";
import { heldBack } from "@/triggers/mass_delete.ts";
import type { Wake } from "@/triggers/wakes.ts";

interface DaemonDeps {
  readonly opened: Pick<OpenedEngine, "lend" | "engine" | "log" | "state" | "onStep" | "onRefusal">;
  /** Asked anew each time. */
  readonly pollEveryMs: () => number;
  /** The same until what waits to be sent again is looked for, where nothing says that anything does. */
  readonly resendEveryMs: () => number;
  readonly jobs: number;
  readonly runtime: Runtime;
  readonly echoes: Echoes;
  readonly tracer: Tracer;
  /** Before Taskwarrior is looked at: what woke us until now is looked at by that. */
  readonly onBegin: () => void;
  /** Everything that woke it was looked at. */
  readonly onNothingOwed: () => void;
  /** What looks have learned is on the log. */
  readonly onLearned: () => void;
  /** Breaks off what is under way. */
  readonly signal: AbortSignal;
  /** Heard after each look: what went wrong, `null` where nothing did; warnings where it was one at everything. */
  readonly onLook: (error: SyncError | null, warnings: readonly string[] | null) => void;
}

interface LookCounts {
  readonly rounds: number;
  readonly failures: number;
  /** ISO instants; `null`: not yet. */
  readonly lastRoundAt: string | null;
  readonly lastPollAt: string | null;
  /** What the last look of some kind failed with. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Daemon {
  wake(wake: Wake): void;
  /** Says so again where nothing is left that was asked for. */
  noteOwed(): void;
  /** Looks when woken, by the clock, and when a retry is due, until the signal; rejects with what ends it. */
  run(signal: AbortSignal): Promise<void>;
  /** A run beside all else; `alone`: nothing else goes on until it is disposed of. */
  borrow(how?: { readonly alone: boolean }): Promise<Run>;
  rounds(): LookCounts;
}

/** Where the log or the disk fails, nothing can be promised any more: the process ends. */
const fatal = new Set(["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER", "BINDING", "FENCED"]);
/** A data folder that is not there comes back by itself, once its disk is there again. */
function isFatal({ code, retryable }: SyncError): boolean {
  return code === "CONFIG" ? !retryable : fatal.has(code);
}

/** From the first deletion that is held until that is said. */
const heldTogetherMs = 1_000;

/**
 * What `serve` does. Each trigger has a lane of its own, which finds out what tasks are concerned and hands each of
 * them what was seen. Invariants: no lane waits for another, or for a write; a lane does one thing at a time; what a
 * lane has read counts as read once all of it is on the log.
 */
export function createDaemon(deps: DaemonDeps): Daemon {
  const { runtime, echoes, opened, signal: breakOff } = deps;
  const { engine, log } = opened;
  const ended = Promise.withResolvers<void>();
  const stopping = new AbortController();
  /** The log may be closed: what ends late is of no interest. */
  let isOver = false;
  const gate = createGate();
  const links: TraceLink[] = [];
  const kept = createKeptEvents({
    store: log.store,
    log: log.reader,
    runtime,
    onFailure: onThrown,
    onStored: deps.onLearned,
  });
  const lent = { cursors: kept } satisfies Partial<Lent>;
  const looks = createLooks({
    lend: () => opened.lend({ ...lent, waits: "handled" }),
    gate,
    kept,
    runtime,
    tracer: deps.tracer,
    jobs: deps.jobs,
    signal: breakOff,
    onLook: (_error, warnings) => deps.onLook(null, lanes.error() === null ? warnings : null),
    asked: () => links.splice(0),
  });

  function onThrown(thrown: unknown): void {
    onFailure(asSyncError(thrown));
  }

  function onFailure(error: SyncError): void {
    if (isOver) return;
    if (isFatal(error)) return end(error);
    if (!breakOff.aborted) deps.onLook(error, []);
  }

  function end(error: SyncError | null): void {
    stopping.abort();
    if (error === null) ended.resolve();
    else ended.reject(error);
  }

  const lanes = createLanes({
    ...deps,
    ask: looks.look,
    notePolled: looks.notePolled,
    kept,
    onFailure,
    stopping: stopping.signal,
  });

  const resends = createResends({
    engine,
    log: log.reader,
    runtime,
    onFailure: onThrown,
    longestSleepMs: deps.resendEveryMs,
  });
  const settler = createSettler({ engine, runtime, onFailure: onThrown });

  /** Once for all that went together. */
  let telling: Disposable | null = null;
  function tellHeld(): void {
    if (stopping.signal.aborted) return;
    telling ??= runtime.after(heldTogetherMs, () => {
      telling = null;
      if (lanes.error() === null) deps.onLook(null, heldBack(log.reader));
    });
  }

  opened.onStep((step) => {
    if (step.events.some(({ type }) => type === "DeletionHeld")) tellHeld();
    echoes.note(step);
    resends.note(step);
    settler.note(step);
  });
  opened.onRefusal((error) => end(error));
  engine.onRest((streamId) => {
    try {
      lanes.noteRest(streamId);
    } catch (thrown) {
      onThrown(thrown);
    }
    if (engine.failure() !== null) end(engine.failure());
  });

  async function drain(): Promise<void> {
    await lanes.rest();
    using _alone = await gate.enterAlone();
    await engine.quiet();
    await kept.flush();
  }

  return {
    wake(wake) {
      const link = deps.tracer.here();
      if (link !== null) links.push(link);
      lanes.wake(wake);
    },
    noteOwed: lanes.noteOwed,
    async run(signal) {
      const stop = () => end(null);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      lanes.start();
      resends.go();
      try {
        await ended.promise;
      } finally {
        signal.removeEventListener("abort", stop);
        for (const one of [resends, settler, lanes, telling]) one?.[Symbol.dispose]();
        const failure = engine.failure();
        if (failure === null) await drain().catch(onThrown);
        // What was under way is given up, and its end is waited for: the log is closed then. It rejects with that.
        else if (failure.code === "FENCED") await engine.quiet().catch(() => {});
        kept.drop();
        isOver = true;
      }
    },
    async borrow(how) {
      const inside = await (how?.alone === true ? gate.enterAlone() : gate.enter());
      if (how?.alone === true) await engine.quiet();
      const run = opened.lend({ ...lent, waits: "done" });
      return {
        ...run,
        async [Symbol.asyncDispose]() {
          try {
            await run[Symbol.asyncDispose]();
          } finally {
            inside[Symbol.dispose]();
          }
        },
      };
    },
    rounds() {
      const error = lanes.error();
      const told = error === null ? null : { code: error.code, message: error.message };
      return { ...looks.counts(), error: told };
    },
  };
}
