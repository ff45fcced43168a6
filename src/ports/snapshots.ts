import type { Json } from "@/domain/json.ts";

export interface Snapshot {
  /** Events folded into `state`. */
  readonly version: number;
  readonly state: Json;
}

/** Folded streams, kept to save time: any of them can go at any moment and nothing is lost. */
export interface Snapshots {
  /**
   * `machine` names the fold and its version; another one's snapshot is not found, nor is one of a version that
   * the stream does not have.
   */
  read(streamId: string, machine: string): Snapshot | null;
  /** In the place of the one before; `state` as it is now, whatever happens to it later. */
  write(streamId: string, machine: string, snapshot: Snapshot): void;
  clear(): void;
}
