import type { EditClock } from "@/ports/edit_clock.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { SideTask } from "@/engine/message.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Rank } from "@/ports/push_queue.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Look } from "@/triggers/looks.ts";
import type { Part, ReadUpTo } from "@/triggers/run_options.ts";

type Engine = Pick<TaskEngine, "post" | "quiet" | "isAtRest" | "onRest" | "beginReading">;

interface HandOutDeps {
  readonly engine: Engine;
  readonly log: Pick<LogReader, "streamOf">;
  readonly replicas: Readonly<Record<Side, Pick<Replica, "read">>>;
  readonly editClock: Pick<EditClock, "toServerClock" | "nowMs">;
}

interface Handing extends Partial<Part> {
  /** When what was read of a task began to be, see `Seals`. */
  readonly readAt: (streamId: string) => number;
  readonly upTo: ReadUpTo;
  /** Told of each task that has decided on what was seen of it. */
  readonly onLooked?: () => void;
  readonly signal: AbortSignal;
}

type Looks = readonly (readonly [string, Look])[];

/** Tasks looked at side by side: all that each of them ever was is in memory meanwhile. */
const maxAtOnce = 1_000;
/** The same while others have to get a word in. */
const maxBesideOthers = 50;
/** Of many that somebody touched, so many are written before the others are decided on: the last ones come first. */
const mostAtFirst = 8;
/** What was changed so lately may be what somebody looks at: so many of it go before all else that a comparison found. */
const lateMs = 60_000;
const mostLate = 50;
/** More at once is nothing that somebody has just done to each of them, whatever woke us. */
const mostNow = 500;
/** Readings again of what was written to at each of the readings before. */
const maxTries = 5;

/**
 * Hands each task what was seen of it, and waits until the engine is quiet. What is gone comes first: what becomes
 * of it decides whether a relation that is gone from another task went with it or was taken away; then what was changed
 * last. `isWhole`: each task was looked at as it is.
 */
export async function handOut(
  deps: HandOutDeps,
  looks: Looks,
  handing: Handing,
): Promise<{ readonly isWhole: boolean }> {
  const overtaken: SideTask[] = [];
  const left = new Map(looks);
  const { readAt } = handing;
  const rank = looks.length > mostNow ? "later" : handing.rank ?? "later";
  const onOvertaken = (task: SideTask) => {
    overtaken.push(task);
    handing.onOvertaken?.(task);
  };
  const hand = (streamId: string) => {
    const look = left.get(streamId);
    if (look === undefined || !left.delete(streamId)) return;
    handing.beforeHanding?.(streamId);
    const own = late.has(streamId) ? "now" : rank;
    const { onLooked } = handing;
    const told = onLooked === undefined ? {} : { onHandled: onLooked };
    deps.engine.post(streamId, look, { rank: own, readAt: readAt(streamId), onOvertaken, ...told });
  };
  const late = new Set(handing.rank === undefined ? [] : lateOnes(looks, deps.editClock.nowMs()));
  handing.onArranged?.(hand, handing.upTo);
  const isGone = ([, { readings }]: Looks[number]) =>
    readings.some(({ reading }) => reading.kind === "gone");
  const most = handing.rank === undefined ? maxAtOnce : maxBesideOthers;
  const present = newestFirst(looks.filter((each) => !isGone(each)), rank);
  const [first, rest] = [true, false].map((isLate) =>
    present.filter(([streamId]) => late.has(streamId) === isLate)
  );
  for (const some of [looks.filter(isGone), first ?? [], rest ?? []]) {
    for (const [from, to] of pagesOf(some.length, rank === "now" ? mostAtFirst : most, most)) {
      const turns = handing.turns?.();
      for (const [streamId] of some.slice(from, to)) {
        if (turns?.isOver() === true) await turns.next();
        hand(streamId);
      }
      await deps.engine.quiet();
      if (some.length > most) await handing.breathe?.();
    }
  }
  if (handing.onOvertaken === undefined) {
    return await again(deps, overtaken, new Map(looks), handing.signal);
  }
  return { isWhole: overtaken.length === 0 };
}

function pagesOf(
  count: number,
  first: number,
  next: number,
): readonly (readonly [number, number])[] {
  const pages: [number, number][] = [];
  for (let from = 0, to = first; from < count; from = to, to += next) pages.push([from, to]);
  return pages;
}

/** What somebody touched among many, the last of it first. */
function newestFirst(looks: Looks, rank: Rank): Looks {
  if (rank === "later" || looks.length <= mostAtFirst) return looks;
  const at = new Map(looks.map(([streamId, { readings }]) => [
    streamId,
    Math.max(0, ...readings.map(({ reading }) => changedMs(reading))),
  ]));
  return looks.toSorted(([a], [b]) => (at.get(b) ?? 0) - (at.get(a) ?? 0));
}

/** Tasks that were changed last, if that was a moment ago by the server's clock. */
function lateOnes(looks: Looks, nowMs: number | null): readonly string[] {
  if (nowMs === null) return [];
  const changed = looks.map(([streamId, { readings }]) => ({
    streamId,
    at: Math.max(0, ...readings.map(({ reading }) => changedMs(reading))),
  }));
  return changed.filter(({ at }) => at >= nowMs - lateMs).toSorted((a, b) => b.at - a.at)
    .slice(0, mostLate).map(({ streamId }) => streamId);
}

function changedMs(reading: Reading): number {
  return reading.kind === "present" ? Date.parse(reading.changedAt) : 0;
}

/** Once each is at rest, so that nothing of ours overtakes it; what belongs to no task is left for the next run. */
async function again(
  { engine, log, replicas, editClock }: HandOutDeps,
  overtaken: readonly SideTask[],
  before: ReadonlyMap<string, Look>,
  signal: AbortSignal,
): Promise<{ readonly isWhole: boolean }> {
  let left = overtaken.filter(({ streamId, side, id }) =>
    side === "taskwarrior" || log.streamOf(Number(id)) === streamId
  );
  const isAll = left.length === overtaken.length;
  for (let tries = 0; left.length > 0; tries++) {
    if (tries === maxTries) return { isWhole: false };
    const next: SideTask[] = [];
    await restOf(engine, left);
    using reading = engine.beginReading();
    for (const side of ["taskwarrior", "vikunja"] as const) {
      const tasks = left.filter((task) => task.side === side);
      if (tasks.length === 0) continue;
      const readings = await replicas[side].read(tasks.map(({ id }) => id), signal);
      for (const [index, { streamId }] of tasks.entries()) {
        const read: Reading | undefined = readings[index];
        if (read === undefined) continue;
        const look: Look = {
          type: "Look",
          readings: [{
            side,
            reading: asHeld(editClock.toServerClock(side, read), before.get(streamId)),
          }],
        };
        const onOvertaken = (task: SideTask) => void next.push(task);
        engine.post(streamId, look, { readAt: reading.at, onOvertaken });
      }
    }
    await engine.quiet();
    left = next;
  }
  return { isWhole: isAll };
}

/** What was to be held stays so where it is still gone. */
function asHeld(reading: Reading, before: Look | undefined): Reading {
  const wasHeld = before?.readings.some(({ reading: { id, ...was } }) =>
    id === reading.id && was.kind === "gone" && was.isHeld === true
  );
  return wasHeld === true && reading.kind === "gone" ? { ...reading, isHeld: true } : reading;
}

function restOf(
  engine: Pick<Engine, "isAtRest" | "onRest">,
  tasks: readonly SideTask[],
): Promise<void> {
  const busy = new Set(tasks.map(({ streamId }) => streamId).filter((id) => !engine.isAtRest(id)));
  if (busy.size === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = engine.onRest((streamId) => {
      if (!busy.delete(streamId) || busy.size > 0) return;
      stop();
      resolve();
    });
  });
}
