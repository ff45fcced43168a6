import type { Reading, Side } from "@/domain/task.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Changes, Replica, ServerStand } from "@/ports/replica.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Belonging } from "@/triggers/belonging.ts";
import { fitsLog, type GuardedRunDeps } from "@/triggers/guarded_run.ts";
import type { Readings } from "@/triggers/looks.ts";
import type { Cursors, ReadUpTo, RunOptions } from "@/triggers/run_options.ts";

interface ReadSidesDeps extends GuardedRunDeps {
  readonly editClock: EditClock;
  /** A complete read is due where the last one is older than this, in milliseconds. */
  readonly fullEveryMs: number;
  /** What earlier runs read and is not on the log yet; without: all of it is. */
  readonly cursors?: Cursors;
}

export interface BothRead {
  readonly begunAt: Date;
  readonly stand?: ServerStand;
  readonly readings: Readings;
  readonly complete: Readonly<Record<Side, boolean>>;
  readonly warnings: readonly string[];
  /** As {@link Changes.isUnsettled}. */
  readonly isUnsettled: boolean;
  /** Of both sides, as {@link Changes.isStill}. */
  readonly isStill: boolean;
  /** Sides of which all is gone with the data. */
  readonly gone: readonly Side[];
  /** Of each side that was read. */
  readonly cursors: ReadUpTo;
}

const notRead: Changes = { complete: false, readings: [], warnings: [] };

/** Tasks of Vikunja that are named, being read. */
type NamedRead = Promise<readonly Reading[]>;

/**
 * Where nothing else is asked for, they may be read while it is found out whether this is the server of the log; `null`:
 * more is asked for.
 */
export function readNamed(
  { guard, replicas }: ReadSidesDeps,
  { vikunja, taskwarrior, full, answers }: RunOptions,
  signal: AbortSignal,
): NamedRead | null {
  if (vikunja === undefined || vikunja.changes || vikunja.ids.length === 0) return null;
  if (taskwarrior !== false || full || answers !== undefined) return null;
  const read = replicas.vikunja.read(vikunja.ids.map(String), signal);
  // It is awaited once this is known to be the server.
  read.catch(() => {});
  guard?.check("vikunja", signal).catch(() => {});
  return read;
}

/** What a run is to look at, as both sides show it now. */
export async function readBoth(
  deps: ReadSidesDeps,
  options: RunOptions,
  { belonging, named }: { readonly belonging: Belonging | null; readonly named: NamedRead | null },
  signal: AbortSignal,
): Promise<BothRead> {
  const { toServerClock } = deps.editClock;
  const begunAt = deps.now();
  const isOlder = belonging?.kind === "older data";
  const [taskwarrior, vikunja] = await Promise.all([
    options.taskwarrior === false
      ? notRead
      : readSide(deps, "taskwarrior", { full: options.full || isOlder }, signal),
    named === null
      ? readVikunja(deps, options, signal)
      : named.then((readings): Changes => ({ ...notRead, readings })),
  ]);
  return {
    begunAt,
    readings: {
      taskwarrior: taskwarrior.readings.map((each) => toServerClock("taskwarrior", each)),
      vikunja: vikunja.readings,
    },
    ...(vikunja.stand === undefined ? {} : { stand: vikunja.stand }),
    complete: { taskwarrior: taskwarrior.complete, vikunja: vikunja.complete },
    warnings: [...taskwarrior.warnings, ...vikunja.warnings],
    isUnsettled: taskwarrior.isUnsettled === true,
    isStill: [taskwarrior, vikunja].every(({ isStill, readings }) =>
      isStill === true && readings.length === 0
    ),
    gone: taskwarrior.isGone === true ? ["taskwarrior"] : [],
    cursors: {
      taskwarrior: cursorOf(deps.replicas.taskwarrior, taskwarrior),
      vikunja: cursorOf(deps.replicas.vikunja, vikunja),
    },
  };
}

function cursorOf(replica: Pick<Replica, "cursor">, changes: Changes): (() => string) | null {
  return changes === notRead ? null : changes.cursor ?? replica.cursor;
}

async function readVikunja(
  deps: ReadSidesDeps,
  options: RunOptions,
  signal: AbortSignal,
): Promise<Changes> {
  const { changes, ids, isMuch = false } = options.vikunja ?? { changes: true, ids: [] };
  const isFull = options.full || options.answers !== undefined;
  const begunAt = deps.now();
  const first: Changes = changes || isFull
    ? await readSide(deps, "vikunja", { full: isFull, isMuch }, signal)
    : notRead;
  const fits = await fitsLog(deps, first, begunAt, signal);
  const read = fits ? first : await readSide(deps, "vikunja", { full: true }, signal);
  // What is not read whole says nothing of the server: that is asked meanwhile, and told when it is needed.
  if (ids.length > 0 && read.stand === undefined) {
    deps.guard?.check("vikunja", signal).catch(() => {});
  }
  const seen = new Set(read.readings.map(({ id }) => id));
  const missing = read.complete ? [] : ids.map(String).filter((id) => !seen.has(id));
  if (missing.length === 0) return read;
  const named = await deps.replicas.vikunja.read(missing, signal);
  return { ...read, readings: [...read.readings, ...named] };
}

async function readSide(
  deps: ReadSidesDeps,
  side: Side,
  { full, isMuch = false }: { readonly full: boolean; readonly isMuch?: boolean },
  signal: AbortSignal,
): Promise<Changes> {
  const replica = deps.replicas[side];
  const cursors = deps.cursors ?? cursorsIn(deps.log);
  const last = cursors.lastCompleteAt(side);
  const isDue = last === null || deps.now().getTime() - Date.parse(last) >= deps.fullEveryMs;
  const changes = await replica.changes({
    cursor: cursors.of(side),
    full: full || isDue,
    isMuch,
    get knownCount() {
      return deps.engine.isIdle() ? deps.log.presentCount(side) : null;
    },
  }, signal);
  if (!changes.complete) {
    const held = side === "taskwarrior" ? await readHeld(deps, changes.readings, signal) : [];
    return { ...changes, readings: [...changes.readings, ...held] };
  }
  const absent = await readAbsent(deps, side, changes.readings, signal);
  return { ...changes, readings: [...changes.readings, ...absent] };
}

/** Where a folder that was away is back as it was, nothing in it has changed. */
async function readHeld(
  { log, replicas }: ReadSidesDeps,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const seen = new Set(readings.map(({ id }) => id));
  const held = log.heldList().filter(({ task, side }) => side === "taskwarrior" && !seen.has(task))
    .map(({ task }) => task);
  return held.length === 0 ? [] : await replicas.taskwarrior.read(held, signal);
}

/** Absence from a list proves nothing: each task that the log knows and the list lacks is asked for. */
async function readAbsent(
  { log, replicas }: ReadSidesDeps,
  side: Side,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const listed = new Set(readings.map((reading) => reading.id));
  const absent = log.presentStreams(side).flatMap((streamId) => {
    const id = side === "taskwarrior" ? streamId : log.vikunjaIdOf(streamId);
    return id === null || listed.has(String(id)) ? [] : [String(id)];
  });
  return absent.length === 0 ? [] : await replicas[side].read(absent, signal);
}

export function cursorsIn(log: Pick<LogReader, "cursor" | "lastCompleteAt">): Cursors {
  return { of: log.cursor, lastCompleteAt: log.lastCompleteAt, note: () => {} };
}
