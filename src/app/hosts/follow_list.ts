import { SyncError } from "@/domain/errors.ts";
import type { ListStore, TakenList } from "@/ports/list_store.ts";
import type { SharedLog } from "@/ports/shared_log.ts";

interface FollowPorts {
  readonly store: Pick<ListStore, "toRead">;
  readonly catchUp: (shared: SharedLog) => Promise<void>;
}

/** What keeps this host from reading what is new; `null`: nothing. */
export type Follow = (taken: Extract<TakenList, { lease: null }>) => Promise<SyncError | null>;

/** Reads what another host stores, so that it is here once that one is gone. */
export function createFollower({ store, catchUp }: FollowPorts): Follow {
  let known = "";
  return async ({ log: { id, head } }) => {
    const stand = `${id} ${head}`;
    if (stand === known) return null;
    try {
      await catchUp(store.toRead(id));
      known = stand;
      return null;
    } catch (thrown) {
      if (thrown instanceof SyncError) return thrown;
      throw thrown;
    }
  };
}
