import { openDatabase } from "@/adapters/postgres/database.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import { openOwnerRequests } from "@/adapters/postgres/owner_requests.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import type { ListStore, TakenList } from "@/ports/list_store.ts";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import type { PostgresServer } from "@tests/support/postgres_server.ts";

export interface ListWorld extends AsyncDisposable {
  /** Another host, with a clock of its own that stands still until it is moved. */
  host(name: string, port?: number): Host;
  requests(): OwnerRequests;
  notify(payload: string): Promise<void>;
  /** A service of that host asks for the list, for so long. */
  wish(host: string, seconds: number): Promise<void>;
  /** As if that time had passed on the database's clock. */
  pass(seconds: number): Promise<void>;
}

export interface Host {
  readonly store: ListStore;
  take(): Promise<TakenList>;
  /** Milliseconds pass there, and no timer goes off: as in a process that stood still. */
  stand(ms: number): void;
}

export function listWorld({ place }: PostgresServer): ListWorld {
  const list = crypto.randomUUID();
  const stack = new AsyncDisposableStack();
  const db = stack.use(openDatabase(place, runtime));
  return {
    host(name, port = place.port) {
      let nowMs = 1_000;
      const own = { place: { ...place, port }, list, runtime, nowMs: () => nowMs };
      const store = stack.use(openListStore(own));
      const owner = { host: name, stateDir: `/${name}`, command: "serve", pid: 7 };
      return {
        store,
        async take() {
          const taken = await store.take(owner, name);
          if (taken.lease !== null) stack.use(taken.lease);
          return taken;
        },
        stand: (ms) => void (nowMs += ms),
      };
    },
    requests: () => stack.use(openOwnerRequests({ place, list, runtime })),
    async notify(payload) {
      await db.query("SELECT pg_notify('vikunja_sync', $1)", [payload]);
    },
    async wish(host, seconds) {
      await db.query(
        `UPDATE vikunja_sync.lists SET wanted_by = $2,
          wanted_until = clock_timestamp() + $3::bigint * interval '1 s' WHERE list = $1`,
        [list, `${host} 1`, seconds],
      );
    },
    async pass(seconds) {
      await db.query(
        "UPDATE vikunja_sync.lists SET until = until - $2::bigint * interval '1 s' WHERE list = $1",
        [list, seconds],
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
