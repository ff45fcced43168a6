import type { SyncEvent } from "@/domain/events.ts";

/** An event without what it holds. */
export interface EventMark {
  readonly position: number;
  readonly streamId: string;
  readonly type: string;
  /** ISO instant by this machine's clock, which may have been set back. */
  readonly recordedAt: string;
}

/** Which events are asked for: `after` < position <= `upTo`. */
export interface PositionRange {
  readonly after: number;
  readonly upTo: number;
}

/** For looking back: from the end, and at times. As {@link EventStore} for the rest. */
export interface EventHistory {
  /** Of the last event; 0: there is none. */
  lastPosition(): number;
  /** Those before this position, the newest first, at most `limit`. */
  marksBefore(position: number, limit: number): readonly EventMark[];
  /** The last one of this type before that position; `null`: there is none. */
  lastOfType(type: SyncEvent["type"], position: number): EventMark | null;
  /** Position of the last event that was stored at this instant or before; 0: none was. */
  positionAt(instant: string): number;
  /** Position of the first event that was stored at this instant or later; `null`: none was. */
  firstSince(instant: string): number | null;
  /** Streams with an event in that range, each once, in the order of their first. */
  streamsIn(range: PositionRange): readonly string[];
  /** Streams with an event in that range whose operation has this id, each once. */
  streamsOfMove(id: string, range: PositionRange): readonly string[];
}
