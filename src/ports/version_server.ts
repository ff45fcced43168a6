/** Of a version: a UUID in small letters. */
export type VersionId = string;

/** Parent of the first version. */
export const noVersion: VersionId = "00000000-0000-0000-0000-000000000000";

/** `gone`: that version is neither the newest one nor has it a child: history was cut, or put back to before it. */
export type Child =
  | { readonly kind: "version"; readonly id: VersionId; readonly segment: string }
  | { readonly kind: "none" }
  | { readonly kind: "gone" };

/** How much the server wants a snapshot of the version that was just added. */
export type SnapshotUrgency = "none" | "low" | "high";

/** `refused`: the newest version is another one than the parent that was given; nothing was added. */
export type Added =
  | { readonly kind: "added"; readonly id: VersionId; readonly urgency: SnapshotUrgency }
  | { readonly kind: "refused"; readonly newest: VersionId };

interface Snapshot {
  readonly version: VersionId;
  /** zlib of the JSON of all tasks. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Where the replicas of one task list meet: a chain of versions, each of them changes (JSON) with one parent. A version
 * is added behind the newest one or not at all. Calls reject with `SyncError`: `SYNC_SERVER_UNAVAILABLE` (retryable)
 * where it is not to be had now, with `details.mayHaveHappened` where it may have done what was asked; `SYNC_SERVER`
 * where it refuses, or answers what nobody understands; `CONFIG` where the secret is not the one of the list.
 */
export interface VersionServer {
  /** Names it in messages. */
  readonly name: string;
  childOf(parent: VersionId, signal: AbortSignal): Promise<Child>;
  add(parent: VersionId, segment: string, signal: AbortSignal): Promise<Added>;
  /** `null`: there is none. */
  snapshot(signal: AbortSignal): Promise<Snapshot | null>;
  addSnapshot(snapshot: Snapshot, signal: AbortSignal): Promise<void>;
}
