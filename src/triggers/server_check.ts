import { SyncError } from "@/domain/errors.ts";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { jsonEqual } from "@/domain/json.ts";
import { isPresent, type Replica, type ServerStand } from "@/ports/replica.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { VikunjaSide } from "@/ports/sides.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader, SeenInVikunja } from "@/ports/log_reader.ts";
import type { Instant, PresentReading, Reading } from "@/domain/task.ts";
import {
  beyondStand,
  describeSigns,
  fitsStand,
  type Sign,
  signsIn,
  type StampTrust,
} from "@/triggers/restored_server.ts";

export interface ServerCheckDeps {
  readonly log: LogReader & Pick<LogQueries, "cachedFacts">;
  readonly store: Pick<EventStore<SyncEvent>, "readAll" | "readStream">;
  /** Server's clock minus ours, ms; `null`: not known yet. */
  readonly clockOffsetMs: () => number | null;
  readonly now: () => Date;
}

/** What was read of the server: everything, or some tasks. */
export interface ServerRead {
  readonly begunAt: Date;
  readonly complete: boolean;
  readonly readings: readonly Reading[];
  readonly stand?: ServerStand;
}

/** Facts kept in the log: until when stamps say nothing, and creations of tasks seen before events had them. */
export const stampsFrom = "vikunja.stamps_from";
const creations = "vikunja.created";
/** How many of the newest changes a list is compared with. */
const newestCount = 30;
/** Vikunja answers a comment first and moves the task's stamp after that: a look at once shows the one before. */
const settlingMs = 15_000;

/** Whether a read of what changed goes together with what the log has seen; else everything is to be read. */
export async function fitsNewest(
  deps: ServerCheckDeps,
  { begunAt, stand }: Pick<ServerRead, "begunAt"> & { readonly stand: ServerStand },
  vikunja: Pick<Replica, "read">,
  signal: AbortSignal,
): Promise<boolean> {
  const { log } = deps;
  const shown = stand.newest.map(({ id }) => id);
  const rows = [...log.seenInVikunja(newestCount), ...log.seenInVikunja(shown)];
  const trust = trustOf(deps, begunAt, stand.nowMs);
  if (!fitsStand(withCreations(deps, rows), stand, trust)) return false;
  const beyond = beyondStand(rows, stand, trust);
  if (beyond === null) return true;
  const [reading] = await vikunja.read([String(beyond.vikunjaId)], signal);
  return reading?.kind === "present" && signsIn([beyond], [reading], null, trust).length === 0;
}

/** Signs of a backup put back in what was read. */
export function serverSigns(deps: ServerCheckDeps, read: ServerRead): readonly Sign[] {
  const { begunAt, complete, readings, stand } = read;
  const known = complete ? "all" : readings.map(({ id }) => Number(id));
  const rows = withCreations(deps, deps.log.seenInVikunja(known));
  const isLookAtSome = !complete && stand === undefined;
  const from = isLookAtSome ? new Date(begunAt.getTime() - settlingMs) : begunAt;
  const trust = trustOf(deps, from, stand?.nowMs ?? null);
  const found = signsIn(rows, readings, complete ? stand ?? null : null, trust);
  const signs = complete ? [...found, ...backSigns(deps, read)] : found;
  return signs.every((sign) => sign.kind === "older" && isAsSeen(deps, sign)) ? [] : signs;
}

/**
 * A server that dies between its answer to a comment, a dependency or an assignee and the stamp that it sets after
 * that never sets it: then the task is older than its stamp should be, and lacks nothing.
 */
function isAsSeen(
  { store }: ServerCheckDeps,
  { seen, reading }: Extract<Sign, { kind: "older" }>,
): boolean {
  const last = store.readStream(seen.streamId).findLast(({ event }) =>
    event.type === "TaskObserved" && event.data.side === "vikunja"
  )?.event;
  return last?.type === "TaskObserved" && jsonEqual(last.data.task, reading.task);
}

/**
 * The same without a read of changes: asks for the newest ones, and where those do not fit for all tasks. All writes
 * wait for it, so no task is asked for by itself: its answer may take long. Only where what the lists lack would be a
 * sign if it were gone, that is asked for, since absence from a list proves nothing. Returns whether there is any task.
 * @throws {SyncError} `BINDING`
 */
export async function checkServerNow(
  deps: ServerCheckDeps,
  vikunja: Pick<VikunjaSide, "read" | "readListed" | "stand" | "projectStand">,
  signal: AbortSignal,
): Promise<"tasks" | "nothing"> {
  const begunAt = deps.now();
  const stand = await vikunja.stand(signal);
  const shown = stand.isWhole && stand.newest.length === 0 ? "nothing" : "tasks";
  if (await fitsNewest(deps, { begunAt, stand }, { read: vikunja.readListed }, signal)) {
    return shown;
  }
  const ids = deps.log.seenInVikunja("all").map(({ vikunjaId }) => String(vikunjaId));
  const [listed, projects] = await Promise.all([
    vikunja.readListed(ids, signal),
    vikunja.projectStand(signal),
  ]);
  const whole = { begunAt, complete: true, stand: { ...stand, ...projects } };
  const signsWith = (others: readonly Reading[]) =>
    serverSigns(deps, { ...whole, readings: [...listed, ...others] });
  const there = new Set(listed.map(({ id }) => id));
  const absent = ids.filter((id) => !there.has(id));
  if (signsWith(absent.map(goneOf)).length === 0) return shown;
  const signs = signsWith(await vikunja.read(absent, signal));
  if (signs.length > 0) throw restoredServer(signs);
  return shown;
}

function goneOf(id: string): Reading {
  return { kind: "gone", id, how: "deleted", changedAt: null };
}

export function restoredServer(signs: readonly Sign[]): SyncError {
  return new SyncError(
    "BINDING",
    `Cannot sync: Vikunja is not as it was, a backup was put back there: ${describeSigns(signs)}`,
    {
      hint: "Nothing was written on either side. `sync --bring-back` writes there again what the " +
        "backup lost, and keeps what was made since; `sync --take-server-as-it-is` follows the " +
        "server: what it lost goes in Taskwarrior as well. Either with --dry-run shows it first.",
      details: { side: "vikunja", found: describeSigns(signs) },
    },
  );
}

/** What is kept of a complete read: creations of tasks from before events had them. */
export function learnedCreations(
  { log }: ServerCheckDeps,
  { complete, readings }: ServerRead,
): readonly LogEvent[] {
  if (!complete) return [];
  const unknown = new Set(
    log.seenInVikunja("all").filter((row) => row.createdAt === null).map((row) => row.vikunjaId),
  );
  const known = knownCreations(log);
  const news = readings.filter(isPresent).filter(({ id, createdAt }) =>
    unknown.has(Number(id)) && createdAt !== undefined && known[id] === undefined
  );
  if (news.length === 0) return [];
  const added = Object.fromEntries(news.map(({ id, createdAt }) => [id, createdAt ?? ""]));
  return [{ type: "FactsCached", data: { name: creations, facts: { ...known, ...added } } }];
}

function withCreations(
  { log }: ServerCheckDeps,
  rows: readonly SeenInVikunja[],
): readonly SeenInVikunja[] {
  const known = knownCreations(log);
  return rows.map((row) => ({ ...row, createdAt: row.createdAt ?? known[row.vikunjaId] ?? null }));
}

function knownCreations(log: Pick<LogQueries, "cachedFacts">): Readonly<Record<string, string>> {
  return (log.cachedFacts(creations)?.facts ?? {}) as Readonly<Record<string, string>>;
}

function trustOf(
  { log, clockOffsetMs, now }: ServerCheckDeps,
  begunAt: Date,
  nowMs: number | null,
): StampTrust {
  const from = log.cachedFacts(stampsFrom)?.facts;
  return {
    offsetMs: clockOffsetMs() ?? 0,
    nowMs,
    from: typeof from === "string" ? from : null,
    read: { from: begunAt.toISOString(), until: now().toISOString() },
  };
}

/** Unlinked tasks from before the last complete read: if the log knows one as deleted, it cannot be there. */
function backSigns(
  deps: ServerCheckDeps,
  { readings, begunAt }: Pick<ServerRead, "readings" | "begunAt">,
): readonly Sign[] {
  const last = deps.log.lastCompleteAt("vikunja");
  if (last === null) return [];
  const old = readings.filter(isPresent).filter(({ id, createdAt }) =>
    createdAt !== undefined && Date.parse(createdAt) < Date.parse(last) &&
    deps.log.streamOf(Number(id)) === null
  );
  if (old.length === 0) return [];
  const deleted = deletedTasks(deps, new Set(old.map(({ id }) => Number(id))), begunAt);
  return old.flatMap((reading): Sign[] => {
    const known = deleted(reading);
    if (known === null) return [];
    const isChanged = reading.changedAt > known.changedAt;
    return [{ kind: "back", streamId: known.streamId, reading, isChanged }];
  });
}

interface Ended {
  readonly streamId: string;
  /** The server's stamp as it was seen last. */
  readonly changedAt: Instant;
}

/**
 * Reads the whole log: which of the Vikunja tasks it saw deleted on both sides before then, and which pair that was.
 * One that is deleted while it is read may have been read before.
 */
function deletedTasks(
  { store }: ServerCheckDeps,
  ids: ReadonlySet<number>,
  before: Date,
): (reading: PresentReading) => Ended | null {
  const seen = new Map<string, Ended & { readonly createdAt: Instant }>();
  const ended = new Map<string, Ended>();
  for (let position = 0;;) {
    const page = store.readAll(position, 1_000);
    for (const { event, streamId, recordedAt } of page) {
      if (event.type === "TaskObserved" && event.data.createdAt !== undefined) {
        const { createdAt, changedAt } = event.data;
        seen.set(streamId, { streamId, createdAt, changedAt });
      }
      if (event.type !== "TaskUnlinked" || !ids.has(event.data.vikunjaId)) continue;
      if (Date.parse(recordedAt) >= before.getTime()) continue;
      const last = seen.get(streamId);
      if (event.data.because === "gone on both sides" && last !== undefined) {
        ended.set(`${event.data.vikunjaId} ${last.createdAt}`, last);
      }
    }
    const end = page.at(-1);
    if (end === undefined) break;
    position = end.position;
  }
  return ({ id, createdAt }) => ended.get(`${id} ${createdAt}`) ?? null;
}
