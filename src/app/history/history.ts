import { SyncError } from "@/domain/errors.ts";
import { logStreamId } from "@/domain/events.ts";
import { type Operation, operationId } from "@/domain/operation.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import type { Steps } from "@/domain/steps.ts";
import { type Back, instantIn, positionOf } from "@/app/history/points.ts";
import { beginningsOf, isAskedFor, isPlain, textsIn, typesIn } from "@/app/history/matching.ts";
import { readStream } from "@/app/history/read_stream.ts";
import { statesAt } from "@/app/history/states_at.ts";
import { createStreamCache } from "@/app/history/stream_cache.ts";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import { createWalk } from "@/app/history/walk.ts";
import { inOrder, toldOf } from "@/app/told_task.ts";
import type { HistoryDiff, HistoryFilter, HistoryPage, Point } from "@/ports/history.ts";
import type { Log } from "@/ports/log.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import type { StreamOperation } from "@/projections/operations/operation_draft.ts";
import { changesBetweenStates } from "@/projections/operations/state_changes.ts";

/** What it has found so far is given after so many events, so that nobody waits for it; `next` goes on. */
const mostPassed = 1_000;
/** Of so many tasks all operations are folded; of more it is looked for theirs among all. */
const few = 200;
/** Tasks of one difference. */
const mostDiffers = 1_000;

type ReadLog = Pick<Log, "store" | "history" | "reader"> & Partial<Pick<Log, "snapshots">>;

/** What the log tells of before; the work of it is done by steps. */
export interface LogHistory {
  list(filter: HistoryFilter): Steps<HistoryPage>;
  /** With all its parts; of a run, if `most` is given, no more than so many. @throws {SyncError} `NOT_FOUND` */
  operation(position: number, most?: number | null): Steps<Operation>;
  /** Of one task, or of all; runs are not among them. `task`: its stream. */
  back(task: string | null): Back;
  /** Of the last event at that point. @throws {SyncError} `NOT_FOUND`, `USAGE` */
  positionOf(point: Point, task: string | null): Steps<number>;
  diff(asked: { task: string | null; at: Point; to: Point | null }): Steps<HistoryDiff>;
  taskAt(task: string, at: Point): Steps<ToldTask>;
  tasksAt(at: Point): Steps<readonly ToldTask[]>;
}

export function createLogHistory(log: ReadLog): LogHistory {
  const { history, reader, snapshots } = log;
  const streams = createStreamCache(log);
  const walk = createWalk(log, streams);

  function* back(task: string | null): Back {
    if (task !== null) {
      const operations = yield* streams.ofTask(task);
      for (const operation of operations.toReversed()) yield yield* streams.whole(operation);
      return;
    }
    const all = { before: history.lastPosition() + 1, after: 0, withRuns: false };
    for (const passed of walk.back(all)) yield passed?.operation ?? undefined;
  }

  function* operation(position: number, most: number | null = null): Steps<Operation> {
    const [mark] = history.marksBefore(position + 1, 1);
    if (mark?.position === position) {
      if (mark.type === "SyncCompleted") return yield* walk.run(mark, most);
      const found = mark.streamId === logStreamId
        ? null
        : yield* streams.beginningAt(mark.streamId, position);
      if (found !== null) return found;
    }
    throw new SyncError("NOT_FOUND", `Cannot find ${operationId(position)}: none begins there`, {
      hint: "See `history`.",
    });
  }

  const at = (point: Point, task: string | null) =>
    positionOf(point, task, { history, operation, back });

  function* stateAt(task: string, position: number): Steps<PairState> {
    const isNow = position >= history.lastPosition();
    const kept = isNow && snapshots !== undefined ? pairSnapshots(snapshots).read(task) : null;
    const before = kept ?? emptyPair(task);
    const events = yield* readStream(log, task, before.version);
    const [state = before] = yield* statesAt(before, events, [position]);
    return state;
  }

  function* rangeOf({ since, before }: HistoryFilter): Steps<AskedRange> {
    const upper = before ?? history.lastPosition() + 1;
    if (since === null) return { before: upper, after: 0, from: "" };
    const instant = instantIn(since);
    if (instant === null) return { before: upper, after: yield* at(since, null), from: "" };
    const first = (yield* history.firstSince(instant)) ?? upper;
    return { before: upper, after: first - 1, from: instant };
  }

  function* ofTask(name: string, filter: HistoryFilter): Steps<HistoryPage> {
    const task = reader.resolveTask(name);
    const range = yield* rangeOf(filter);
    function* page(operations: readonly StreamOperation[]) {
      const placed: Operation[] = [];
      for (const { move, ...one } of operations) {
        placed.push({ ...one, ...placeOf(yield* streams.whole({ ...one, move })) });
      }
      return yield* newest(placed, filter, range);
    }
    const { operations } = yield* streams.lastOf(task, function* (end) {
      return end.surePast <= range.after || (yield* page(end.operations)).next !== null;
    });
    return { task: { task, title: reader.titleOf(task) }, ...yield* page(operations) };
  }

  function* ofFew(only: ReadonlySet<string>, filter: HistoryFilter): Steps<HistoryPage> {
    const found = new Map<number, Operation>();
    for (const task of only) {
      if (!isTask(task)) continue;
      for (const each of yield* streams.ofTask(task)) {
        const all = yield* streams.whole(each);
        found.set(all.position, all);
      }
    }
    const all = [...found.values()].toSorted((a, b) => a.position - b.position);
    return { task: null, ...yield* newest(all, filter, yield* rangeOf(filter)) };
  }

  function* ofAll(filter: HistoryFilter): Steps<HistoryPage> {
    const operations: Operation[] = [];
    const { before, after, from } = yield* rangeOf(filter);
    const texts = textsIn(filter);
    const whole = { after: 0, upTo: history.lastPosition() };
    const kinds = typesIn(filter.kind);
    const only = texts !== null
      ? new Set(yield* history.streamsSaying(texts, whole))
      : kinds === null
      ? null
      : new Set(yield* history.streamsWith(kinds));
    if (only !== null && only.size <= few) return yield* ofFew(only, filter);
    let passed = 0;
    const types = beginningsOf(filter.kind);
    for (const step of walk.back({ before, after, withRuns: isPlain(filter), only, types })) {
      yield;
      if (step === undefined) continue;
      const { operation, next } = step;
      if (operation !== null && operation.at >= from && isAskedFor(operation, filter)) {
        operations.push(operation);
      }
      if (operations.length >= filter.n || ++passed >= mostPassed) {
        return { task: null, operations, next: next > after + 1 ? next : null };
      }
    }
    return { task: null, operations, next: null };
  }

  return {
    list: (filter) => filter.task === null ? ofAll(filter) : ofTask(filter.task, filter),
    operation,
    back,
    positionOf: at,
    *diff(asked) {
      const task = asked.task === null ? null : reader.resolveTask(asked.task);
      const from = yield* at(asked.at, task);
      const to = yield* at(asked.to ?? "now", task);
      const range = { after: Math.min(from, to), upTo: Math.max(from, to) };
      const changed = task === null ? (yield* history.streamsIn(range)).filter(isTask) : [task];
      const tasks: HistoryDiff["tasks"][number][] = [];
      for (const each of changed.slice(0, mostDiffers)) {
        const events = yield* readStream(log, each);
        const both = yield* statesAt(emptyPair(each), events, [range.after, range.upTo]);
        const [first = emptyPair(each), second = first] = from <= to ? both : both.toReversed();
        const title = toldOf(second)?.title ?? toldOf(first)?.title ?? reader.titleOf(each);
        const differs = changesBetweenStates(first, second);
        const isOne = differs.changes.length + differs.presence.length > 0;
        if (isOne) tasks.push({ task: each, title, ...differs });
      }
      return { from, to, tasks, isCut: changed.length > mostDiffers };
    },
    *taskAt(name, point) {
      const task = reader.resolveTask(name);
      const told = toldOf(yield* stateAt(task, yield* at(point, task)));
      if (told !== null) return told;
      throw new SyncError("NOT_FOUND", `Cannot show task ${name}: it was on neither side then`, {
        hint: `See \`history ${name}\` for what happened to it.`,
      });
    },
    *tasksAt(point) {
      const position = yield* at(point, null);
      const tasks: ToldTask[] = [];
      for (const each of yield* history.streamsIn({ after: 0, upTo: position })) {
        const told = isTask(each) ? toldOf(yield* stateAt(each, position)) : null;
        if (told !== null) tasks.push(told);
        yield;
      }
      return tasks.toSorted(inOrder);
    },
  };
}

interface AskedRange {
  readonly before: number;
  readonly after: number;
  /** ISO instant; empty: whenever it was. */
  readonly from: string;
}

/** Of these, oldest first, the last ones that are asked for. */
function* newest(
  all: readonly Operation[],
  filter: HistoryFilter,
  { before, after, from }: AskedRange,
): Steps<Pick<HistoryPage, "operations" | "next">> {
  const operations: Operation[] = [];
  for (const each of all.toReversed()) {
    yield;
    const isWithin = each.position < before && each.position > after && each.at >= from;
    if (!isWithin || !isAskedFor(each, filter)) continue;
    if (operations.length === filter.n) {
      return { operations, next: operations.at(-1)?.position ?? null };
    }
    operations.push(each);
  }
  return { operations, next: null };
}

function isTask(streamId: string): boolean {
  return streamId !== logStreamId;
}

/** Of one that is about several tasks, whichever of them is looked at. */
function placeOf({ id, position, at, tasks }: Operation) {
  return { id, position, at, tasks };
}
