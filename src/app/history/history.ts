import { SyncError } from "@/domain/errors.ts";
import { logStreamId } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { type Operation, operationId } from "@/domain/operation.ts";
import type { PairState } from "@/domain/state.ts";
import { instantIn, positionOf } from "@/app/history/points.ts";
import { beginningsOf, isAskedFor, isPlain, textsIn, typesIn } from "@/app/history/matching.ts";
import { createStreamCache } from "@/app/history/stream_cache.ts";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import { createWalk } from "@/app/history/walk.ts";
import { inOrder, toldOf } from "@/app/told_task.ts";
import type { HistoryDiff, HistoryFilter, HistoryPage, Point } from "@/ports/history.ts";
import type { Log } from "@/ports/log.ts";
import { loadPair } from "@/engine/pair_loader.ts";
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

/** What the log tells of before. */
export interface LogHistory {
  list(filter: HistoryFilter): HistoryPage;
  /** With all its parts. @throws {SyncError} `NOT_FOUND` */
  operation(position: number): Operation;
  /** Of one task, or of all, the newest first; runs are not among them. `task`: its stream. */
  back(task: string | null): Iterable<Operation>;
  /** Of the last event at that point. @throws {SyncError} `NOT_FOUND`, `USAGE` */
  positionOf(point: Point, task: string | null): number;
  /** The pair as it was right after the event at that position. `task`: its stream. */
  stateAt(task: string, position: number): PairState;
  diff(asked: { task: string | null; at: Point; to: Point | null }): HistoryDiff;
  taskAt(task: string, at: Point): ToldTask;
  tasksAt(at: Point): readonly ToldTask[];
}

export function createLogHistory(log: ReadLog): LogHistory {
  const { store, history, reader, snapshots } = log;
  const streams = createStreamCache(log);
  const walk = createWalk(log, streams);

  function* back(task: string | null): Generator<Operation, void, undefined> {
    if (task !== null) {
      for (const operation of streams.ofTask(task).toReversed()) yield streams.whole(operation);
      return;
    }
    const all = { before: history.lastPosition() + 1, after: 0, withRuns: false };
    for (const { operation } of walk.back(all)) if (operation !== null) yield operation;
  }

  function operation(position: number): Operation {
    const [mark] = history.marksBefore(position + 1, 1);
    if (mark?.position === position) {
      if (mark.type === "SyncCompleted") return walk.run(mark);
      const found = mark.streamId === logStreamId
        ? null
        : streams.beginningAt(mark.streamId, position);
      if (found !== null) return found;
    }
    throw new SyncError("NOT_FOUND", `Cannot find ${operationId(position)}: none begins there`, {
      hint: "See `history`.",
    });
  }

  const at = (point: Point, task: string | null) =>
    positionOf(point, task, { history, operation, back });

  function stateAt(task: string, position: number): PairState {
    if (snapshots !== undefined && position >= history.lastPosition()) {
      return loadPair(task, store, { ...pairSnapshots(snapshots), write: () => {} });
    }
    const events = store.readStream(task).filter((each) => each.position <= position);
    return fold(task, events.map(({ event }) => event));
  }

  function rangeOf({ since, before }: HistoryFilter) {
    const upper = before ?? history.lastPosition() + 1;
    if (since === null) return { before: upper, after: 0, from: "" };
    const instant = instantIn(since);
    if (instant === null) return { before: upper, after: at(since, null), from: "" };
    const first = history.firstSince(instant) ?? upper;
    return { before: upper, after: first - 1, from: instant };
  }

  function ofTask(name: string, filter: HistoryFilter): HistoryPage {
    const task = reader.resolveTask(name);
    const placed = (operations: readonly StreamOperation[]) =>
      operations.map(({ move, ...one }) => ({
        ...one,
        ...placeOf(streams.whole({ ...one, move })),
      }));
    const { after } = rangeOf(filter);
    const { operations } = streams.lastOf(
      task,
      (end) => end.surePast <= after || newest(placed(end.operations), filter).next !== null,
    );
    return { task: { task, title: reader.titleOf(task) }, ...newest(placed(operations), filter) };
  }

  /** Of these, oldest first, the last ones that are asked for. */
  function newest(all: readonly Operation[], filter: HistoryFilter) {
    const { before, after, from } = rangeOf(filter);
    const asked = all.filter((each) =>
      each.position < before && each.position > after && each.at >= from && isAskedFor(each, filter)
    );
    const operations = asked.slice(-filter.n).toReversed();
    const isAll = operations.length === asked.length;
    return { operations, next: isAll ? null : operations.at(-1)?.position ?? null };
  }

  function ofFew(only: ReadonlySet<string>, filter: HistoryFilter): HistoryPage {
    const found = new Map<number, Operation>();
    for (const task of only) {
      if (!isTask(task)) continue;
      for (const each of streams.ofTask(task)) {
        const all = streams.whole(each);
        found.set(all.position, all);
      }
    }
    const all = [...found.values()].toSorted((a, b) => a.position - b.position);
    return { task: null, ...newest(all, filter) };
  }

  function ofAll(filter: HistoryFilter): HistoryPage {
    const operations: Operation[] = [];
    const { before, after, from } = rangeOf(filter);
    const texts = textsIn(filter);
    const whole = { after: 0, upTo: history.lastPosition() };
    const kinds = typesIn(filter.kind);
    const only = texts !== null
      ? new Set(history.streamsSaying(texts, whole))
      : kinds === null
      ? null
      : new Set(history.streamsWith(kinds));
    if (only !== null && only.size <= few) return ofFew(only, filter);
    let passed = 0;
    const types = beginningsOf(filter.kind);
    for (const step of walk.back({ before, after, withRuns: isPlain(filter), only, types })) {
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
    stateAt,
    diff(asked) {
      const task = asked.task === null ? null : reader.resolveTask(asked.task);
      const from = at(asked.at, task);
      const to = at(asked.to ?? "now", task);
      const range = { after: Math.min(from, to), upTo: Math.max(from, to) };
      const changed = task === null ? history.streamsIn(range).filter(isTask) : [task];
      const tasks = changed.slice(0, mostDiffers).map((each) => {
        const [first, second] = [stateAt(each, from), stateAt(each, to)];
        const title = toldOf(second)?.title ?? toldOf(first)?.title ?? reader.titleOf(each);
        return { task: each, title, ...changesBetweenStates(first, second) };
      });
      const differ = tasks.filter(({ changes, presence }) => changes.length + presence.length > 0);
      return { from, to, tasks: differ, isCut: changed.length > mostDiffers };
    },
    taskAt(name, point) {
      const task = reader.resolveTask(name);
      const told = toldOf(stateAt(task, at(point, task)));
      if (told !== null) return told;
      throw new SyncError("NOT_FOUND", `Cannot show task ${name}: it was on neither side then`, {
        hint: `See \`history ${name}\` for what happened to it.`,
      });
    },
    tasksAt(point) {
      const position = at(point, null);
      return history.streamsIn({ after: 0, upTo: position }).filter(isTask)
        .flatMap((each) => toldOf(stateAt(each, position)) ?? []).toSorted(inOrder);
    },
  };
}

function isTask(streamId: string): boolean {
  return streamId !== logStreamId;
}

/** Of one that is about several tasks, whichever of them is looked at. */
function placeOf({ id, position, at, tasks }: Operation) {
  return { id, position, at, tasks };
}
