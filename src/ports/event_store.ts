import type { StoredEvent } from "@/domain/stored_event.ts";

export interface StreamAppend<E> {
  readonly streamId: string;
  /** Number of events the stream must have now; 0 for a new one. */
  readonly expectedVersion: number;
  readonly events: readonly E[];
}

/** The log. An append is all or nothing and on disk when its promise resolves. */
export interface EventStore<E> {
  /** Events of one stream after version `after` (0, the default: all of them), in order. */
  readStream(streamId: string, after?: number): readonly StoredEvent<E>[];
  /** Number of events in the stream, without reading them. */
  streamVersion(streamId: string): number;
  /** Events after `position` (0: from the start), in global order. */
  readAll(position: number, limit: number): readonly StoredEvent<E>[];
  /**
   * Appends to several streams in one transaction and returns what was stored, in order.
   * @throws {SyncError} `VERSION_CONFLICT` (details: streamId, expected, actual): somebody appended since.
   * @throws {SyncError} `LINK_TAKEN` (details: vikunjaId, streamId): another stream has that Vikunja id.
   * @throws {SyncError} `DISK_FULL`, `LOG_DAMAGED`.
   */
  append(appends: readonly StreamAppend<E>[]): Promise<readonly StoredEvent<E>[]>;
}
