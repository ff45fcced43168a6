import type { SyncEvent } from "@/domain/events.ts";
import type { Steps } from "@/domain/steps.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import {
  type EventHistory,
  type EventMark,
  holdsAll,
  type PositionRange,
} from "@/ports/event_history.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";

type Stored = StoredEvent<SyncEvent>;

/** In which a step is so many events, so that what looks through all is interrupted here as on disk. */
const eventsAtOnce = 2_000;

export function createEventHistory(content: () => LogContent): EventHistory {
  const isRun = ({ event }: Stored) => event.type === "SyncCompleted";

  /** The first from that position on. */
  function* firstFrom(position: number, isIt: (stored: Stored) => boolean): Steps<Stored | null> {
    for (let from = Math.max(0, position - 1); from < content().events.length;) {
      const found = content().events.slice(from, from += eventsAtOnce).find(isIt);
      if (found !== undefined) return found;
      yield;
    }
    return null;
  }

  /** The last one before it. */
  function* lastBefore(position: number, isIt: (stored: Stored) => boolean): Steps<Stored | null> {
    for (let end = Math.min(content().events.length, position - 1); end > 0;) {
      const found = content().events.slice(Math.max(0, end - eventsAtOnce), end).findLast(isIt);
      if (found !== undefined) return found;
      end -= eventsAtOnce;
      yield;
    }
    return null;
  }

  function* streams(
    { after, upTo }: PositionRange,
    isIt: (stored: Stored) => boolean,
  ): Steps<readonly string[]> {
    const found = new Set<string>();
    const last = Math.min(upTo, content().events.length);
    for (let from = Math.max(0, after); from < last; from += eventsAtOnce) {
      const some = content().events.slice(from, Math.min(last, from + eventsAtOnce));
      for (const stored of some) if (isIt(stored)) found.add(stored.streamId);
      yield;
    }
    return [...found];
  }

  return {
    lastPosition: () => content().events.length,
    marksBefore: (position, limit) =>
      content().events.slice(Math.max(0, position - 1 - limit), position - 1).map(toMark).reverse(),
    *streamParts(streamId, after) {
      yield content().streams.get(streamId)?.slice(after) ?? [];
    },
    *runBefore(position) {
      return (yield* lastBefore(position, isRun))?.position ?? 0;
    },
    *runFrom(position) {
      const run = yield* firstFrom(position, isRun);
      return run === null ? null : toMark(run);
    },
    *positionAt(instant) {
      const last = yield* lastBefore(Infinity, ({ recordedAt }) => recordedAt <= instant);
      return last?.position ?? 0;
    },
    *firstSince(instant) {
      const first = yield* firstFrom(1, ({ recordedAt }) => recordedAt >= instant);
      return first?.position ?? null;
    },
    streamsIn: (range) => streams(range, () => true),
    streamsWith: (types) =>
      streams({ after: 0, upTo: Infinity }, ({ event }) => types.includes(event.type)),
    streamsSaying: (texts, range) =>
      streams(range, ({ event }) => holdsAll(JSON.stringify(event.data), texts)),
    streamsOfMove: (id, range) => streams(range, (stored) => isOfMove(stored, id)),
  };
}

function isOfMove({ event: { data } }: Stored, id: string): boolean {
  return "operation" in data && data.operation?.id === id;
}

function toMark({ position, streamId, recordedAt, event: { type } }: Stored): EventMark {
  return { position, streamId, type, recordedAt };
}
