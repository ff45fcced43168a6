import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { SideTask } from "@/engine/message.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TraceLink, Tracer } from "@/ports/tracer.ts";
import { createDeliveries } from "@/app/daemon/deliveries.ts";
import { createGate } from "@/app/daemon/gate.ts";
import { createKeptEvents } from "@/app/daemon/kept_events.ts";
import { createLane } from "@/app/daemon/lane.ts";
import { type Asked, createLooks } from "@/app/daemon/looks.ts";
import { createResends } from "@/app/daemon/resends.ts";
import { createSettler } from "@/app/daemon/settler.ts";
import type { Lent, OpenedEngine } from "@/app/open_engine.ts";
import type { Run } from "@/app/run.ts";
import type { Echoes } from "@/triggers/echoes.ts";
import { createReserved } from "@/app/daemon/reserved.ts";
import type { GoneLately, Part } from "@/triggers/run_options.ts";
import type { Wake } from "@/triggers/wakes.ts";

interface DaemonDeps {
  readonly opened: Pick<OpenedEngine, "lend" | "engine" | "log" | "onStep" | "onRefusal">;
  readonly gone: GoneLately;
  readonly pollEveryMs: number;
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
  /** Looks when woken, by the clock, and when a retry is due, until the signal; rejects with what ends it. */
  run(signal: AbortSignal): Promise<void>;
  /** A run beside all else; `alone`: nothing else goes on until it is disposed of. */
  borrow(how?: { readonly alone: boolean }): Promise<Run>;
  rounds(): LookCounts;
}

/** Where the log or the disk fails, nothing can be promised any more: the process ends. */
const fatal = new Set(["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER", "BINDING", "CONFIG"]);
/** Between two readings of everything that deliveries ask for; at least, and of the time that the last one took. */
const leastFullMs = 5_000;
const fullShare = 10;

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
  const gate = createGate();
  const links: TraceLink[] = [];
  const kept = createKeptEvents({
    store: log.store,
    log: log.reader,
    runtime,
    onFailure: (thrown) => onFailure(asSyncError(thrown)),
    onStored: deps.onLearned,
  });
  const lent = { goneLately: deps.gone, cursors: kept } satisfies Partial<Lent>;
  const reserved = createReserved();
  const looks = createLooks({
    lend: () => opened.lend({ ...lent, waits: "handled" }),
    gate,
    kept,
    runtime,
    tracer: deps.tracer,
    jobs: deps.jobs,
    signal: breakOff,
    onLook: (_error, warnings) => deps.onLook(null, firstErrorBut(null) === null ? warnings : null),
    asked: () => links.splice(0),
  });
  let fullAt = 0;
  /** Whether a comparison has found out what belongs together, and has handed all of it out. */
  let isArranged = false;
  let isStarted = false;
  let hasFailed = false;
  let isFullAsked = false;
  let timer: Disposable | null = null;

  function onFailure(error: SyncError): void {
    if (fatal.has(error.code)) return end(error);
    if (!breakOff.aborted) deps.onLook(error, []);
  }

  function end(error: SyncError | null): void {
    stopping.abort();
    if (error === null) ended.resolve();
    else ended.reject(error);
  }

  const laneOf = (work: () => Promise<void>, mayBegin = mayLook) =>
    createLane({ runtime, work, mayBegin, onFailure, onDone: noteOwed, signal: stopping.signal });

  const asking = (asked: Asked, part: Part): Promise<void> =>
    looks.look({ ...asked, part: reserved.guarded(part) });

  /** Where it is not known yet what belongs together, only a comparison may look. */
  const mayLook = () =>
    isArranged || hasFailed && kept.lastCompleteAt("taskwarrior") !== null &&
      kept.lastCompleteAt("vikunja") !== null;

  function onOvertaken({ side, id }: SideTask): void {
    if (side === "vikunja") deliveries.add(Number(id), { event: "", shows: null });
    else overtakenHere = true;
  }

  const here = laneOf(async () => {
    deps.onBegin();
    overtakenHere = false;
    await asking({ vikunja: { changes: false, ids: [] } }, { rank: "now", onOvertaken });
  });
  let overtakenHere = false;

  const poll = laneOf(async () => {
    const vikunja = { changes: true, ids: [] };
    const part = { rank: "later", onOvertaken, onHeld } as const;
    await asking({ taskwarrior: false, vikunja, closes: firstErrorBut(poll) === null }, part);
    notePolled();
  });

  const comparison = laneOf(async () => {
    if (isStarted && !isFullAsked) return;
    const waitMs = Math.ceil(fullAt - runtime.elapsed());
    if (isStarted && waitMs > 0) return void runtime.after(waitMs, comparison.wake);
    const full = isFullAsked && waitMs <= 0;
    isFullAsked = isFullAsked && !full;
    const startedAt = runtime.elapsed();
    deps.onBegin();
    try {
      const part = { rank: "later", onHeld, onArranged } as const;
      await asking({ full, closes: true }, part);
    } catch (thrown) {
      isFullAsked ||= full;
      isArranged = isStarted;
      hasFailed = true;
      goOn();
      throw thrown;
    } finally {
      reserved.release();
    }
    if (full) {
      const tookMs = runtime.elapsed() - startedAt;
      fullAt = runtime.elapsed() + Math.max(leastFullMs, fullShare * tookMs);
    }
    isStarted = true;
    notePolled();
  }, () => true);

  function onArranged(hand: (streamId: string) => void): void {
    reserved.reserve(hand);
    isArranged = true;
    goOn();
  }

  function goOn(): void {
    here.wake();
    for (const one of [poll, claims, deliveries]) one.go();
  }

  const claims = laneOf(async () => {
    await asking({ taskwarrior: false, vikunja: { changes: false, ids: [] } }, { rank: "later" });
  });

  const deliveries = createDeliveries({
    runtime,
    isBusy(id) {
      const streamId = log.reader.streamOf(id);
      return !mayLook() || streamId !== null && engine.underWay(streamId).includes("vikunja");
    },
    isUntold: (id) => log.reader.streamOf(id) === null && engine.isWritingTo("vikunja"),
    isEcho: echoes.cover,
    async look(ids) {
      const vikunja = { changes: false, ids };
      await asking({ taskwarrior: false, vikunja }, { rank: "now", onOvertaken, onHeld });
    },
    onFailure,
    onEmpty: noteOwed,
    signal: stopping.signal,
  });

  const lanes = [here, poll, comparison, claims];

  /** What one lane found out says nothing of what another one cannot do. */
  function firstErrorBut(own: typeof poll | null): SyncError | null {
    const others = [...lanes, deliveries].filter((one) => one !== own);
    return others.map((one) => one.error()).find((one) => one !== null) ?? null;
  }

  function onHeld({ id }: { readonly id: string }): void {
    deliveries.addLater(Number(id));
  }

  function notePolled(): void {
    timer?.[Symbol.dispose]();
    timer = runtime.after(deps.pollEveryMs, poll.wake);
    looks.notePolled();
  }

  function noteOwed(): void {
    const isOwed = isFullAsked || [...lanes, deliveries].some((one) => one.isOwed());
    if (isOwed || stopping.signal.aborted) return;
    try {
      deps.onNothingOwed();
    } catch (thrown) {
      onFailure(asSyncError(thrown));
    }
  }

  const resends = createResends({
    engine,
    log: log.reader,
    runtime,
    onFailure: (thrown) => onFailure(asSyncError(thrown)),
  });
  const settler = createSettler({
    engine,
    runtime,
    onFailure: (thrown) => onFailure(asSyncError(thrown)),
  });

  opened.onStep((step) => {
    echoes.note(step);
    resends.note(step);
    settler.note(step);
  });
  opened.onRefusal((error) => end(error));
  engine.onRest(() => {
    if (overtakenHere) here.wake();
    deliveries.go();
    if (engine.failure() !== null) end(engine.failure());
  });

  async function drain(): Promise<void> {
    await Promise.allSettled([...lanes, deliveries].map((one) => one.rest()));
    using _alone = await gate.enterAlone();
    await engine.quiet();
    await kept.flush();
  }

  return {
    wake(wake) {
      const link = deps.tracer.here();
      if (link !== null) links.push(link);
      const { ids = [], event = "", shows = null, changes = false, full = false } = wake;
      if (wake.claims === true) return claims.wake();
      isFullAsked ||= full;
      const isMuch = ids.map((id) => deliveries.add(id, { event, shows })).includes(false);
      isFullAsked ||= isMuch;
      if (isFullAsked) comparison.wake();
      if (changes) poll.wake();
      if (ids.length === 0 || changes) here.wake();
    },
    async run(signal) {
      const stop = () => end(null);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      comparison.wake();
      resends.go();
      try {
        await ended.promise;
      } finally {
        signal.removeEventListener("abort", stop);
        for (const one of [resends, settler, timer]) one?.[Symbol.dispose]();
        if (engine.failure() === null) await drain().catch(() => {});
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
      const error = firstErrorBut(null);
      const told = error === null ? null : { code: error.code, message: error.message };
      return { ...looks.counts(), error: told };
    },
  };
}
