import type { ListOwner, ListShare, ListStore, TakenList } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type Connect, ownConnections } from "@/adapters/postgres/connections.ts";
import { type LeaseTimes, lookAtList, takeLease } from "@/adapters/postgres/lease.ts";
import { clearList, removeList, settleList } from "@/adapters/postgres/move.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { createWakeUps } from "@/adapters/postgres/wake_ups.ts";
import { createSharedLog, rowsAfter } from "@/adapters/postgres/shared_log.ts";

interface ListStoreOptions {
  readonly place: DatabasePlace;
  readonly list: string;
  readonly runtime: Pick<Runtime, "after" | "uuid">;
  /** Milliseconds on a clock of this machine that goes on while it sleeps. */
  readonly nowMs: () => number;
  /** Without: the usual. */
  readonly times?: LeaseTimes;
  /** Without: of its own. */
  readonly connect?: Connect | undefined;
  /** Of one of many; without: nobody else is given it. */
  readonly share?: ListShare | undefined;
}

/** Connects when it is first asked for something; makes the tables where they are not there. */
export function openListStore(options: ListStoreOptions): ListStore {
  const { place, list, runtime, share, connect = ownConnections(runtime) } = options;
  const connections = connect(place);
  const { db, lookMs } = connections;
  const wakeUps = createWakeUps({ connections, list, about: "events", runtime });
  const spread = share === undefined ? null : connections.spread(list, share);
  const shownAs = `${list} at ${place.shownAs}`;

  async function take(owner: ListOwner, identity: string, evenMoved: boolean): Promise<TakenList> {
    await connections.provide();
    return await takeLease({ ...options, connections, owner, identity, evenMoved });
  }

  return {
    shownAs,
    lookMs,
    async look() {
      await connections.provide();
      return await lookAtList(db, list);
    },
    toRead: (id) => ({
      id,
      shownAs,
      append: () => Promise.reject(new Error("Whoever reads a list appends nothing")),
      rowsAfter: (position, limit) => rowsAfter(db, list, position, limit),
    }),
    take: (owner, identity) => take(owner, identity, false),
    takeToMove: (owner, identity) => take(owner, identity, true),
    clear: (lease) => clearList(db, list, lease, runtime),
    remove: (lease) => removeList(db, list, lease),
    settle: (lease, movedTo) => settleList(db, list, lease, movedTo),
    log: (lease) => createSharedLog({ db, list, shownAs, lease, runtime, onStored: wakeUps.call }),
    hear: wakeUps.hear,
    async [Symbol.asyncDispose]() {
      wakeUps[Symbol.dispose]();
      spread?.[Symbol.dispose]();
      await connections[Symbol.asyncDispose]();
    },
  };
}
