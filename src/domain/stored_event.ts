/** An event with its place in the log. */
export interface StoredEvent<E> {
  /** Global, gapless in neither direction promised, strictly rising from 1. */
  readonly position: number;
  readonly streamId: string;
  /** Place in the stream, from 1. */
  readonly version: number;
  /** ISO 8601 UTC with milliseconds; when it was appended, by this machine's clock. */
  readonly recordedAt: string;
  readonly event: E;
}
