import type { SyncEvent } from "@/domain/events.ts";
import { currentSchema } from "@/domain/upcast.ts";
import type { StreamAppend } from "@/ports/event_store.ts";

export interface EncodedEvent {
  readonly event: SyncEvent;
  readonly schema: number;
  /** JSON text. */
  readonly data: string;
}

/** An append as it goes into the log; what the caller does to its events afterwards has no effect there. */
export interface EncodedAppend {
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly events: readonly EncodedEvent[];
}

export function encodeAppend(append: StreamAppend<SyncEvent>): EncodedAppend {
  const { streamId, expectedVersion } = append;
  const events = append.events.map((event) => ({
    event,
    schema: currentSchema(event.type),
    data: JSON.stringify(event.data),
  }));
  return { streamId, expectedVersion, events };
}
