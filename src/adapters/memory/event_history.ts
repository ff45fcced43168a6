import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import {
  type EventHistory,
  type EventMark,
  holdsAll,
  type PositionRange,
} from "@/ports/event_history.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";

type Stored = StoredEvent<SyncEvent>;

export function createEventHistory(content: () => LogContent): EventHistory {
  const within = ({ after, upTo }: PositionRange) => content().events.slice(after, upTo);
  return {
    lastPosition: () => content().events.length,
    marksBefore: (position, limit) =>
      content().events.slice(Math.max(0, position - 1 - limit), position - 1).map(toMark).reverse(),
    runBefore: (position) =>
      content().events.slice(0, position - 1)
        .findLast(({ event }) => event.type === "SyncCompleted")?.position ?? 0,
    positionAt: (instant) =>
      content().events.findLast(({ recordedAt }) => recordedAt <= instant)?.position ?? 0,
    firstSince: (instant) =>
      content().events.find(({ recordedAt }) => recordedAt >= instant)?.position ?? null,
    streamsIn: (range) => [...new Set(within(range).map(({ streamId }) => streamId))],
    streamsWith: (types) => [
      ...new Set(
        content().events.filter(({ event }) => types.includes(event.type)).map(streamOf),
      ),
    ],
    runFrom(position) {
      const run = content().events.slice(position - 1).find(({ event }) =>
        event.type === "SyncCompleted"
      );
      return run === undefined ? null : toMark(run);
    },
    streamsSaying: (texts, range) => [
      ...new Set(
        within(range).filter(({ event }) => holdsAll(JSON.stringify(event.data), texts))
          .map(streamOf),
      ),
    ],
    streamsOfMove: (id, range) => [
      ...new Set(within(range).filter((stored) => isOfMove(stored, id)).map(streamOf)),
    ],
  };
}

function isOfMove({ event: { data } }: Stored, id: string): boolean {
  return "operation" in data && data.operation?.id === id;
}

function streamOf({ streamId }: Stored): string {
  return streamId;
}

function toMark({ position, streamId, recordedAt, event: { type } }: Stored): EventMark {
  return { position, streamId, type, recordedAt };
}
