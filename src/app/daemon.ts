import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TraceLink, Tracer } from "@/ports/tracer.ts";
import { recordFailure } from "@/triggers/run_failure.ts";
import type { RunOptions } from "@/triggers/sync_run.ts";
import { completed, summarise } from "@/app/manual_sync.ts";
import { type Run, withRun } from "@/app/run.ts";
import { createTurns } from "@/triggers/turns.ts";
import type { Echoes } from "@/triggers/echoes.ts";
import { createWakes, type TakenWake, type Wake } from "@/triggers/wakes.ts";

interface DaemonDeps {
  /** Counters of its own for each round; disposing of it closes nothing. */
  readonly lend: () => Run;
  readonly log: LogReader;
  readonly pollEveryMs: number;
  readonly fullEveryMs: number;
  readonly jobs: number;
  readonly runtime: Runtime;
  readonly echoes: Echoes;
  readonly tracer: Tracer;
  /** Before a round: what woke it until now is looked at in it. */
  readonly onBegin: () => void;
  /** Breaks off a round in its middle. */
  readonly signal: AbortSignal;
  /** Heard after each round: what went wrong, `null` where nothing did. */
  readonly onRound: (error: SyncError | null, warnings: readonly string[]) => void;
}

interface Rounds {
  readonly rounds: number;
  readonly failures: number;
  /** ISO instants; `null`: not yet. */
  readonly lastRoundAt: string | null;
  readonly lastPollAt: string | null;
  /** What the last round failed with. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Daemon {
  wake(wake: Wake): void;
  /** Looks when woken, by the clock, and when a retry is due, until the signal; ends after a round, never in one. */
  run(signal: AbortSignal): Promise<void>;
  /** A run between two rounds; the next round waits until it is disposed of. */
  borrow(): Promise<Run>;
  rounds(): Rounds;
  /** Whether something that woke it is put off: reading everything has a least distance. */
  owes(): boolean;
}

/** Where the log or the disk fails, nothing can be promised any more: the process ends. */
const fatal = new Set(["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER", "BINDING", "CONFIG"]);
const everyRound = {
  projects: [],
  full: false,
  allowMassDelete: false,
  resend: "due",
} as const satisfies Partial<RunOptions>;
/** Pause after a failed round before its wake-ups are looked at again. */
const afterFailureMs = 1_000;
const longestPauseMs = 20_000;
/** Between two readings of everything that deliveries ask for; at least, and of the time that the last one took. */
const leastFullMs = 5_000;
const fullShare = 10;

/**
 * The rounds of `serve`. Invariants: one round at a time; nothing is read while a write of ours is
 * under way, so a reading is never older than what it is compared with; wake-ups that come in
 * mid-round are looked at in the next.
 */
export function createDaemon(deps: DaemonDeps): Daemon {
  const { now, elapsed } = deps.runtime;
  const frame = { open: () => Promise.resolve(deps.lend()) };
  const wakes = createWakes();
  const turns = createTurns();
  const links: TraceLink[] = [];
  const state = { rounds: 0, failures: 0, failuresInARow: 0, heldInARow: 0 };
  let lastRoundAt: string | null = null;
  let lastPollAt: string | null = null;
  let error: SyncError | null = null;
  let pollAt = 0;
  let fullAt = 0;
  let isFullOwed = false;

  async function round(wake: TakenWake): Promise<void> {
    const free = await turns.take();
    const asked = links.splice(0);
    const attributes = { tasks: wake.ids.size, full: wake.full };
    try {
      await deps.tracer.spanFor(asked, "round", attributes, () => look(wake));
    } catch (thrown) {
      error = asSyncError(thrown);
      state.failures++;
      state.failuresInARow++;
      wakes.putBack(wake);
      if (deps.signal.aborted) return;
      if (fatal.has(error.code)) throw error;
      if (isServerAway(error)) await lookHere();
      deps.onRound(error, []);
    } finally {
      state.rounds++;
      free();
    }
  }

  /** What was edited here while the server is away is put on the log, so that it shows as waiting. */
  async function lookHere(): Promise<void> {
    try {
      const options = { ...everyRound, jobs: deps.jobs, vikunja: { changes: false, ids: [] } };
      await withRun(frame, async (run) => {
        const { events } = await run.compare(options, () => {}, deps.signal);
        return { value: null, events };
      });
    } catch (thrown) {
      const found = asSyncError(thrown);
      if (fatal.has(found.code)) throw found;
      if (!isServerAway(found)) deps.onRound(found, []);
    }
  }

  async function onFailure(run: Run, found: SyncError): Promise<void> {
    if (!deps.signal.aborted) await recordFailure(run, found);
  }

  async function look(wake: TakenWake): Promise<void> {
    const wantsFull = wake.full || isFullOwed;
    const full = wantsFull && elapsed() >= fullAt;
    isFullOwed = wantsFull;
    const isPoll = wake.changes || full || elapsed() >= pollAt;
    const vikunja = { changes: isPoll, ids: foreign(wake.ids) };
    const options = { ...everyRound, full, jobs: deps.jobs, vikunja };
    const startedAt = elapsed();
    const warnings = await withRun({ ...frame, onFailure }, async (run) => {
      const done = await run.compare(options, () => {}, deps.signal);
      const summary = summarise(run, done, elapsed() - startedAt);
      const isNews = run.counters.tally.requested > 0;
      const closing = isPoll ? completed(run, summary, isNews) : [];
      return { value: done.warnings, events: [...done.events, ...closing] };
    });
    if (isPoll) noteNextPoll();
    if (full) {
      isFullOwed = false;
      const tookMs = elapsed() - startedAt;
      fullAt = elapsed() + Math.max(leastFullMs, fullShare * tookMs);
    }
    lastRoundAt = now().toISOString();
    error = null;
    state.failuresInARow = 0;
    deps.onRound(null, warnings);
  }

  function foreign(ids: TakenWake["ids"]): readonly number[] {
    return [...ids].filter(([id, events]) => !deps.echoes.cover(id, events)).map(([id]) => id);
  }

  function noteNextPoll(): void {
    pollAt = elapsed() + deps.pollEveryMs;
    lastPollAt = now().toISOString();
  }

  /** Milliseconds until the clock asks for a round by itself. */
  function pauseMs(): number {
    if (state.failuresInARow > 0) {
      return Math.min(longestPauseMs, afterFailureMs * 2 ** (state.failuresInARow - 1));
    }
    const retries = deps.log.pendingPushes().flatMap(({ dead, nextAt }) =>
      dead ? [] : [nextAt === null ? 0 : Date.parse(nextAt) - now().getTime()]
    );
    const untilPoll = Math.min(pollAt, isFullOwed ? fullAt : Infinity) - elapsed();
    return Math.max(afterFailureMs / 10, Math.min(untilPoll, heldMs(Math.min(...retries))));
  }

  /** What was due and not tried, since others had failed, would be due at once for ever. */
  function heldMs(dueMs: number): number {
    state.heldInARow = dueMs <= 0 ? state.heldInARow + 1 : 0;
    if (state.heldInARow < 2) return dueMs;
    return Math.min(longestPauseMs, afterFailureMs * 2 ** (state.heldInARow - 2));
  }

  async function run(signal: AbortSignal): Promise<void> {
    wakes.add({ changes: true });
    while (!signal.aborted) {
      deps.onBegin();
      const wake = wakes.take();
      if (wake !== null) await round(wake);
      if (signal.aborted) break;
      await wokenWithin(pauseMs(), signal);
    }
    (await turns.take())();
  }

  async function wokenWithin(ms: number, signal: AbortSignal): Promise<void> {
    using _timer = deps.runtime.after(ms, () => wakes.add({}));
    await wakes.next(signal);
  }

  return {
    wake(wake) {
      const link = deps.tracer.here();
      if (link !== null) links.push(link);
      wakes.add(wake);
    },
    run,
    async borrow() {
      const free = await turns.take();
      const run = deps.lend();
      return {
        ...run,
        async [Symbol.asyncDispose]() {
          try {
            await run[Symbol.asyncDispose]();
          } finally {
            free();
          }
        },
      };
    },
    owes: () => isFullOwed,
    rounds: () => ({
      rounds: state.rounds,
      failures: state.failures,
      lastRoundAt,
      lastPollAt,
      error: error === null ? null : { code: error.code, message: error.message },
    }),
  };
}

function isServerAway({ code }: SyncError): boolean {
  return ["SERVER_UNAVAILABLE", "SERVER_ANSWER", "RATE_LIMITED", "AUTH"].includes(code);
}
