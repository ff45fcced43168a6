import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { ListStand, ListStore } from "@/ports/list_store.ts";
import type { SharedLog } from "@/ports/shared_log.ts";

/** How the list stands, as far as the database can be asked. */
export async function standOf(
  store: ListStore,
  here: { readonly host: string; readonly stateDir: string },
): Promise<ListStand> {
  const list = store.shownAs;
  try {
    const { owner, movedTo } = await store.look();
    const isHere = owner !== null && owner.host === here.host && owner.stateDir === here.stateDir;
    return { list, owner, isHere, movedTo, error: null };
  } catch (thrown) {
    const { code, message } = asSyncError(thrown);
    return { list, owner: null, isHere: false, movedTo: null, error: { code, message } };
  }
}

interface RefreshPorts {
  readonly store: ListStore;
  readonly isThere: () => boolean;
  /** That no other process works in this state folder, now. @throws {SyncError} `LOCKED` */
  readonly lock: () => Promise<AsyncDisposable>;
  readonly catchUp: (shared: SharedLog) => Promise<void>;
  readonly warn: (line: string) => void;
}

/**
 * Brings the copy that is here up to what the list has. Whoever owns the list here does so by himself; where the
 * database is not to be had, what is here is what there is.
 * @throws {SyncError} `STORE_UNAVAILABLE`: and nothing is here; `CONFIG`.
 */
export async function refreshCopy(ports: RefreshPorts): Promise<void> {
  const { store, isThere, lock, catchUp, warn } = ports;
  try {
    await using _lock = await lock();
    const { id, movedTo } = await store.look();
    if (id !== null && movedTo === null) await catchUp(store.toRead(id));
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    if (thrown.code === "LOCKED") return;
    if (thrown.code !== "STORE_UNAVAILABLE" || !isThere()) throw thrown;
    warn(`as this host last knew it: ${thrown.message}`);
  }
}
