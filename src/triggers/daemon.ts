import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { TraceLink, Tracer } from "@/ports/tracer.ts";
import { recordFailure } from "@/triggers/run_failure.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { type RunOptions, syncRun } from "@/triggers/sync_run.ts";
import { completed, type Session, summarise } from "@/triggers/manual_sync.ts";
import { createTurns } from "@/triggers/turns.ts";
import type { Echoes } from "@/triggers/echoes.ts";
import { createWakes, type TakenWake, type Wake } from "@/triggers/wakes.ts";

export interface DaemonDeps {
  /** Counters of its own for each round; disposing of it closes nothing. */
  readonly lend: () => Session;
  readonly log: LogReader;
  readonly pollEveryMs: number;
  readonly fullEveryMs: number;
  readonly jobs: number;
  readonly now: () => Date;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
  readonly echoes: Echoes;
  readonly tracer: Tracer;
  /** Before a round: what woke it until now is looked at in it. */
  readonly onBegin: () => void;
  /** Breaks off a round in its middle. */
  readonly signal: AbortSignal;
  /** Heard after each round: what went wrong, `null` where nothing did. */
  readonly onRound: (error: SyncError | null, warnings: readonly string[]) => void;
}

export interface Rounds {
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
  /** A session between two rounds; the next round waits until it is disposed of. */
  borrow(): Promise<Session>;
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

/** 24.8 days: a timer of more fires at once. To be woken sooner does no harm. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The rounds of `serve`. Invariants: one round at a time; nothing is read while a write of ours is
 * under way, so a reading is never older than what it is compared with; wake-ups that come in
 * mid-round are looked at in the next.
 */
export function createDaemon(deps: DaemonDeps): Daemon {
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
      await recordHere(error);
      if (fatal.has(error.code)) throw error;
      if (isServerAway(error)) await lookHere();
      deps.onRound(error, []);
    } finally {
      state.rounds++;
      free();
    }
  }

  async function recordHere(found: SyncError): Promise<void> {
    await using session = deps.lend();
    await recordFailure(session, found);
  }

  /** What was edited here while the server is away is put on the log, so that it shows as waiting. */
  async function lookHere(): Promise<void> {
    try {
      await using session = deps.lend();
      const options = { ...everyRound, jobs: deps.jobs, vikunja: { changes: false, ids: [] } };
      const done = await syncRun(session, options, () => {}, deps.signal);
      await appendLogEvents(session.store, done.events);
    } catch (thrown) {
      const found = asSyncError(thrown);
      if (fatal.has(found.code)) throw found;
      if (!isServerAway(found)) deps.onRound(found, []);
    }
  }

  async function look(wake: TakenWake): Promise<void> {
    await using session = deps.lend();
    const wantsFull = wake.full || isFullOwed;
    const full = wantsFull && deps.elapsed() >= fullAt;
    isFullOwed = wantsFull;
    const isPoll = wake.changes || full || deps.elapsed() >= pollAt;
    const vikunja = { changes: isPoll, ids: foreign(wake.ids) };
    const options = { ...everyRound, full, jobs: deps.jobs, vikunja };
    const startedAt = deps.elapsed();
    const done = await syncRun(session, options, () => {}, deps.signal);
    const summary = summarise(session, done, deps.elapsed() - startedAt);
    const isNews = session.tally.requested > 0;
    const closing = isPoll ? completed(session, summary, isNews) : [];
    await appendLogEvents(session.store, [...done.events, ...session.cachedFacts(), ...closing]);
    if (isPoll) noteNextPoll();
    if (full) {
      isFullOwed = false;
      const tookMs = deps.elapsed() - startedAt;
      fullAt = deps.elapsed() + Math.max(leastFullMs, fullShare * tookMs);
    }
    lastRoundAt = deps.now().toISOString();
    error = null;
    state.failuresInARow = 0;
    deps.onRound(null, done.warnings);
  }

  function foreign(ids: TakenWake["ids"]): readonly number[] {
    return [...ids].filter(([id, events]) => !deps.echoes.cover(id, events)).map(([id]) => id);
  }

  function noteNextPoll(): void {
    pollAt = deps.elapsed() + deps.pollEveryMs;
    lastPollAt = deps.now().toISOString();
  }

  /** Milliseconds until the clock asks for a round by itself. */
  function pauseMs(): number {
    if (state.failuresInARow > 0) {
      return Math.min(longestPauseMs, afterFailureMs * 2 ** (state.failuresInARow - 1));
    }
    const retries = deps.log.pendingPushes().flatMap(({ dead, nextAt }) =>
      dead ? [] : [nextAt === null ? 0 : Date.parse(nextAt) - deps.now().getTime()]
    );
    const untilPoll = Math.min(pollAt, isFullOwed ? fullAt : Infinity) - deps.elapsed();
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
    const timer = setTimeout(() => wakes.add({}), Math.min(ms, longestTimerMs));
    await wakes.next(signal);
    clearTimeout(timer);
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
      const session = deps.lend();
      return {
        ...session,
        async [Symbol.asyncDispose]() {
          try {
            await session[Symbol.asyncDispose]();
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
