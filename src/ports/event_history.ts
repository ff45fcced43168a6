import type { SyncEvent } from "@/domain/events.ts";
import type { Steps } from "@/domain/steps.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";

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

/**
 * For looking back: from the end, and at times. As {@link EventStore} for the rest; what may have to look through all
 * events is done by steps, each of a few thousand of them.
 */
export interface EventHistory {
  /** Of the last event; 0: there is none. */
  lastPosition(): number;
  /** Those before this position, the newest first, at most `limit`. */
  marksBefore(position: number, limit: number): readonly EventMark[];
  /** As `EventStore.readStream`, some at a time. */
  streamParts(streamId: string, after: number): Iterable<readonly StoredEvent<SyncEvent>[]>;
  /** Position of the last `SyncCompleted` before that position; 0: there is none. */
  runBefore(position: number): Steps<number>;
  /** The first `SyncCompleted` at that position or after it; `null`: there is none. */
  runFrom(position: number): Steps<EventMark | null>;
  /** Position of the last event that was stored at this instant or before; 0: none was. */
  positionAt(instant: string): Steps<number>;
  /** Position of the first event that was stored at this instant or later; `null`: none was. */
  firstSince(instant: string): Steps<number | null>;
  /** Streams with an event in that range, each once, in the order of their first. */
  streamsIn(range: PositionRange): Steps<readonly string[]>;
  /** Streams with an event of one of these types, each once. */
  streamsWith(types: readonly string[]): Steps<readonly string[]>;
  /**
   * Streams with an event in that range that holds all these texts, whatever their case, each once; perhaps a few
   * more: where a text has other letters than those of ASCII, or marks, only the rest of it is looked for.
   */
  streamsSaying(texts: readonly string[], range: PositionRange): Steps<readonly string[]>;
  /** Streams with an event in that range whose operation has this id, each once. */
  streamsOfMove(id: string, range: PositionRange): Steps<readonly string[]>;
}

/** What of a text stands in every JSON as it is, and is compared without its case by whoever knows ASCII only. */
export function plainParts(text: string): readonly string[] {
  // A letter with an accent may be there as one, or as two of which one is plain.
  return text.normalize("NFC").split(/[^A-Za-z0-9 .:-]+/);
}

/** Whether a JSON text holds what stands in it of each of these. */
export function holdsAll(json: string, texts: readonly string[]): boolean {
  const folded = json.toLowerCase();
  return texts.every((text) =>
    plainParts(text.toLowerCase()).every((part) => folded.includes(part))
  );
}
