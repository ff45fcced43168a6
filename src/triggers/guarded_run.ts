import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { type Reading, type Side, sides } from "@/domain/task.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { ProjectNames } from "@/domain/representation.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Changes, Replica, ServerStand } from "@/ports/replica.ts";
import type { RestoredAnswers } from "@/ports/operations.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { Belonging } from "@/triggers/belonging.ts";
import { checkBinding } from "@/triggers/binding.ts";
import { guardAgainstBackups, type Guarded } from "@/triggers/guard.ts";
import { arrangeLooks, type LooksDeps } from "@/triggers/looks.ts";
import { fitsNewest, type ServerCheckDeps } from "@/triggers/server_check.ts";
import type { RunGuard } from "@/triggers/run_guard.ts";

export interface GuardedRunDeps extends Omit<LooksDeps, "defaultProject" | "projects"> {
  readonly log: LogReader & Pick<LogQueries, "cachedFacts" | "heldList">;
  readonly store: EventStore<SyncEvent>;
  readonly replicas: Readonly<Record<Side, Replica>>;
  readonly engine: TaskEngine;
  readonly defaultProject: () => LooksDeps["defaultProject"];
  /** Likewise; without: each path is its own name. */
  readonly projectNames?: () => ProjectNames;
  readonly now: () => Date;
  /** Without: nothing is checked but what the log is bound to. */
  readonly guard?: RunGuard;
}

interface BoundRun {
  readonly belonging: Belonging | null;
  /** The event that raises the number of rounds, once something changed; none where nothing is marked. */
  nextRound(): readonly LogEvent[];
}

interface Answered {
  readonly answers?: RestoredAnswers | undefined;
}

/**
 * Whether both sides, the data folder and this engine are those of the log.
 * @throws {SyncError} `BINDING`
 */
export async function bindRun(
  deps: GuardedRunDeps,
  { answers }: Answered,
  signal: AbortSignal,
): Promise<BoundRun> {
  const { guard, replicas, log, store } = deps;
  const isThisEngine = answers?.thisEngine === true;
  const { folder } = await replicas.taskwarrior.identify(signal);
  const belonging = await guard?.belonging(String(folder), isThisEngine, signal) ?? null;
  const asked = guard === undefined
    ? null
    : { approve: guard.approve, isOwnFolder: () => isThisEngine || belonging?.isMarked === true };
  const checks = sides.map((side) => checkBinding(replicas[side], log, signal, asked));
  const events = (await Promise.all(checks)).filter((event) => event !== null);
  await appendLogEvents(store, [...events, ...belonging?.events ?? []]);
  return {
    belonging,
    nextRound() {
      const event = belonging === null
        ? null
        : guard?.nextRound(String(folder), belonging.engine.log) ?? null;
      return event === null ? [] : [event];
    },
  };
}

/** Whether a read of what changed goes together with what the log has seen; else everything is to be read. */
export async function fitsLog(
  deps: GuardedRunDeps,
  { complete, stand }: Changes,
  begunAt: Date,
  signal: AbortSignal,
): Promise<boolean> {
  if (deps.guard === undefined || complete || stand === undefined) return true;
  return await fitsNewest(serverDeps(deps), { begunAt, stand }, deps.replicas.vikunja, signal);
}

/** @throws {SyncError} `BINDING`: a backup was put back on one of the sides, and nobody said what to do. */
export async function guardRun(
  deps: GuardedRunDeps,
  { answers, belonging }: Answered & { readonly belonging: Belonging | null },
  read: {
    readonly readings: Readonly<Record<Side, readonly Reading[]>>;
    readonly complete: Readonly<Record<Side, boolean>>;
    readonly stand?: ServerStand;
    readonly begunAt: Date;
    /** Whether Taskwarrior was read at all. */
    readonly isHereRead: boolean;
  },
  signal: AbortSignal,
): Promise<Guarded> {
  const { guard, log, store, now } = deps;
  if (guard === undefined) {
    return { recovery: new Map(), begin: [], readings: read.readings, asItIs: [], events: [] };
  }
  const vikunja = { ...read, complete: read.complete.vikunja, readings: read.readings.vikunja };
  const guarded = guardAgainstBackups(
    { log, store, now, server: serverDeps(deps) },
    { taskwarrior: read.readings.taskwarrior, vikunja },
    belonging,
    answers,
  );
  if (read.isHereRead) guard.passed("taskwarrior");
  if (read.stand !== undefined) guard.passed("vikunja");
  // Some tasks say nothing of the others.
  else if (read.readings.vikunja.length > 0) await guard.check("vikunja", signal);
  return guarded;
}

/** Before all else, so that the ids of what was lost are free again. */
export async function recover(
  { engine, store }: GuardedRunDeps,
  { recovery, begin }: Pick<Guarded, "recovery" | "begin">,
): Promise<void> {
  await appendLogEvents(store, begin);
  if (recovery.size === 0) return;
  for (const [streamId, command] of recovery) engine.post(streamId, command);
  await engine.quiet();
}

/** Tasks that carry the id of one that was linked, once that link has ended. */
export async function lookAtReplacing(
  deps: GuardedRunDeps,
  replacing: readonly Reading[],
): Promise<void> {
  const free = replacing.filter(({ id }) => deps.log.streamOf(Number(id)) === null);
  if (free.length === 0) return;
  const looks = arrangeLooks({ taskwarrior: [], vikunja: free }, {
    ...deps,
    defaultProject: deps.defaultProject(),
    ...(deps.projectNames === undefined ? {} : { projects: deps.projectNames() }),
  });
  for (const [streamId, look] of looks.byStream) deps.engine.post(streamId, look);
  await deps.engine.quiet();
}

function serverDeps({ log, store, guard, now }: GuardedRunDeps): ServerCheckDeps {
  return { log, store, clockOffsetMs: guard?.clockOffsetMs ?? (() => null), now };
}
