import type { StoredEvent } from "@/domain/stored_event.ts";

export interface StreamAppend<E> {
  readonly streamId: string;
  /** Number of events the stream must have now; 0 for a new one. */
  readonly expectedVersion: number;
  readonly events: readonly E[];
}

/**
 * The log. An append is all or nothing and on disk when its promise resolves; those of one process are stored in
 * the order in which they were asked for, and one that is refused keeps none of the others from being stored.
 *
 * Reads are answered at once, as of the last append that was stored, whichever process that was. What they give is
 * the log's: nobody changes it, and what is done later to an event that was handed in changes nothing.
 */
export interface EventStore<E> {
  /**
   * Events of one stream after version `after` (0, the default: all of them), in order, without a gap; none of a
   * stream that nobody has begun.
   */
  readStream(streamId: string, after?: number): readonly StoredEvent<E>[];
  /** Number of events in the stream, without reading them; 0: nobody has begun it. */
  streamVersion(streamId: string): number;
  /** Events after `position` (0: from the start), in global order, at most `limit`. */
  readAll(position: number, limit: number): readonly StoredEvent<E>[];
  /**
   * Appends to several streams in one transaction and returns what was stored, in order. A stream may be named
   * twice, the second time with the version that the first makes; without events only the version is checked.
   * @throws {SyncError} `VERSION_CONFLICT` (details: streamId, expected, actual): somebody appended since.
   * @throws {SyncError} `LINK_TAKEN` (details: vikunjaId, streamId): another stream has that Vikunja id.
   * @throws {SyncError} `DISK_FULL`; `LOG_DAMAGED`: nothing is stored any more by this process; `ABORTED`: it is closed.
   */
  append(appends: readonly StreamAppend<E>[]): Promise<readonly StoredEvent<E>[]>;
}
