import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import type { Operation } from "@/domain/operation.ts";
import { inOneGo, type Steps } from "@/domain/steps.ts";
import type { EventHistory, PositionRange } from "@/ports/event_history.ts";

type AtOnce<Asked> = Asked extends (...given: infer Given) => Steps<infer Told>
  ? (...given: Given) => Told
  : never;

export type HistoryAtOnce =
  & { readonly [Name in Exclude<keyof LogHistory, "back">]: AtOnce<LogHistory[Name]> }
  & { back(task: string | null): readonly Operation[] };

/** The same without the steps. */
export function historyAtOnce(log: Parameters<typeof createLogHistory>[0]): HistoryAtOnce {
  const history = createLogHistory(log);
  return {
    list: (...given) => inOneGo(history.list(...given)),
    operation: (...given) => inOneGo(history.operation(...given)),
    positionOf: (...given) => inOneGo(history.positionOf(...given)),
    diff: (...given) => inOneGo(history.diff(...given)),
    taskAt: (...given) => inOneGo(history.taskAt(...given)),
    tasksAt: (...given) => inOneGo(history.tasksAt(...given)),
    back: (task) => [...history.back(task)].filter((each) => each !== undefined),
  };
}

/** The same of the log's own. */
export function eventsAtOnce(history: EventHistory) {
  return {
    lastPosition: history.lastPosition,
    marksBefore: history.marksBefore,
    streamParts: history.streamParts,
    runBefore: (position: number) => inOneGo(history.runBefore(position)),
    runFrom: (position: number) => inOneGo(history.runFrom(position)),
    positionAt: (instant: string) => inOneGo(history.positionAt(instant)),
    firstSince: (instant: string) => inOneGo(history.firstSince(instant)),
    streamsIn: (range: PositionRange) => inOneGo(history.streamsIn(range)),
    streamsWith: (types: readonly string[]) => inOneGo(history.streamsWith(types)),
    streamsSaying: (texts: readonly string[], range: PositionRange) =>
      inOneGo(history.streamsSaying(texts, range)),
    streamsOfMove: (id: string, range: PositionRange) => inOneGo(history.streamsOfMove(id, range)),
  };
}
