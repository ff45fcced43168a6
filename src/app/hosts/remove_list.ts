import { SyncError } from "@/domain/errors.ts";
import type { ListOwner, ListStore } from "@/ports/list_store.ts";

interface RemoveListPorts {
  readonly store: ListStore;
  readonly owner: ListOwner;
  /** Once the state folder is locked. */
  readonly identity: () => string;
  /** That no other process works in this state folder. @throws {SyncError} `LOCKED` */
  readonly lock: (signal: AbortSignal) => Promise<AsyncDisposable>;
}

/**
 * Takes all that is kept of a list out of its database, in one step; once more does nothing more.
 * @throws {SyncError} `LOCKED`: another host has it; `STORE_UNAVAILABLE`, `CONFIG`.
 */
export async function removeList(
  { store: opened, owner, identity, lock }: RemoveListPorts,
  signal: AbortSignal,
): Promise<void> {
  await using store = opened;
  await using _lock = await lock(signal);
  const taken = await store.takeToMove(owner, identity());
  if (taken.lease === null) {
    throw new SyncError(
      "LOCKED",
      `Cannot remove the list ${store.shownAs}: ${taken.owner.host} has it (process ${taken.owner.pid})`,
      {
        retryable: true,
        hint: "Take its folder away on every other host first, then run this again.",
      },
    );
  }
  await using lease = taken.lease;
  await store.remove(lease);
}
