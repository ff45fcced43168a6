import { hostName } from "@system/host_name.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Connect, Connections } from "@/adapters/postgres/connections.ts";
import { providing, tidyRequests } from "@/adapters/postgres/connections.ts";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { gathered } from "@/adapters/postgres/gathered.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { type Renewal, renewals } from "@/adapters/postgres/renewals.ts";
import { serviceName } from "@/adapters/postgres/service_name.ts";
import { spreadLists } from "@/adapters/postgres/spread_lists.ts";
import { watchLists } from "@/adapters/postgres/watch_lists.ts";

type SharedRuntime = Pick<Runtime, "after" | "elapsed" | "uuid">;

/** For what many lists read and store; one more is for leases, and one for LISTEN. */
const mostConnections = 4;
/** A lease is renewed every five seconds, and lasts fifteen. */
const renewTogetherMs = 200;
const tidyEveryMs = 30_000;
/** Where one look each second tells of all. */
const ownLookMs = 30_000;

/** Lists of one database share its connections, from the first that is opened to the last that is closed. */
export function sharedConnections(runtime: SharedRuntime): Connect {
  const service = serviceName(hostName(), runtime.uuid);
  const places = new Map<string, { users: number; readonly connections: Connections }>();
  return (place) => {
    const key = JSON.stringify(place);
    const shared = places.get(key) ??
      { users: 0, connections: connectionsTo(place, service, runtime) };
    places.set(key, shared);
    shared.users++;
    let isOver = false;
    return {
      ...shared.connections,
      async [Symbol.asyncDispose]() {
        if (isOver) return;
        isOver = true;
        if (--shared.users > 0) return;
        places.delete(key);
        await shared.connections[Symbol.asyncDispose]();
      },
    };
  };
}

function connectionsTo(
  place: DatabasePlace,
  service: string,
  runtime: SharedRuntime,
): Connections {
  const db = openDatabase(place, runtime, mostConnections);
  // What takes long does not hold a lease up.
  const leases = openDatabase(place, runtime, 1);
  const renew = gathered<Renewal, ReadonlySet<string>>(runtime, renewTogetherMs, renewals(leases));
  const watching = watchLists({ db: leases, service, place, runtime });
  const spreading = spreadLists({ db: leases, service, runtime });
  let tidiedAt = -Infinity;
  return {
    db,
    service,
    spread: spreading.spread,
    provide: providing(db),
    renew: async (renewal) => (await renew(renewal)).has(renewal.list),
    hear: watching.hear,
    lookMs: ownLookMs,
    async tidy() {
      if (runtime.elapsed() - tidiedAt < tidyEveryMs) return;
      tidiedAt = runtime.elapsed();
      await db.query(tidyRequests, [""]);
    },
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      spreading[Symbol.dispose]();
      await Promise.all([db, leases].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
