import type { SyncEvent } from "@/domain/events.ts";
import type { Projection, RowChange } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";

type DataOf<T extends SyncEvent["type"]> = Extract<SyncEvent, { readonly type: T }>["data"];
type Place = Omit<StoredEvent<SyncEvent>, "event">;
type Handlers = {
  readonly [T in SyncEvent["type"]]?: (data: DataOf<T>, place: Place) => readonly RowChange[];
};

const none: readonly RowChange[] = [];

/** A projection's `changes` from one function an event type; the other types change nothing. */
export function onEvents(handlers: Handlers): Projection["changes"] {
  return (stored) => {
    const { type, data } = stored.event;
    const handler = handlers[type] as
      | ((data: SyncEvent["data"], place: Place) => readonly RowChange[])
      | undefined;
    return handler === undefined ? none : handler(data, stored);
  };
}
