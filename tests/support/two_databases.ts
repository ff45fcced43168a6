import { type Database, openDatabase } from "@/adapters/postgres/database.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { type PostgresServer, startPostgres } from "@tests/support/postgres_server.ts";
import { until } from "@tests/support/until.ts";
import type { PostgresPrograms } from "../../scripts/postgres.ts";

/** A primary, and a standby that follows it; after each loss the next standby is made of the one that is left. */
interface TwoDatabases extends AsyncDisposable {
  /** How both are reached, whichever is the primary. */
  readonly place: DatabasePlace;
  readonly url: string;
  /**
   * The primary is killed; the standby takes its place once somebody has looked for the lost one so many times, and
   * has one again, where the other was.
   */
  lose(missed: number): Promise<void>;
  /** What is stored from now on is on the primary alone. */
  part(): Promise<void>;
}

/** `isSynchronous`: what the primary has confirmed is on the standby's disk as well. */
export async function startTwoDatabases(
  programs: PostgresPrograms,
  { isSynchronous }: { readonly isSynchronous: boolean },
): Promise<TwoDatabases> {
  async function follow(server: PostgresServer, port?: number): Promise<PostgresServer> {
    const next = await startPostgres(programs, {
      follows: server,
      ...port === undefined ? {} : { port },
    });
    await using db = openDatabase(server.place, systemRuntime);
    if (isSynchronous) {
      await db.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
      await db.query("SELECT pg_reload_conf()");
    }
    const wanted = isSynchronous ? "sync" : "async";
    await until("the standby follows", () => stateIn(db), (state) => state === wanted);
    return next;
  }

  let primary = await startPostgres(programs);
  let standby = await follow(primary);
  const others = [{ host: "127.0.0.1", port: standby.place.port }];
  const url = primary.url.replace(/@([^/]+)/, `@$1,127.0.0.1:${standby.place.port}`);
  return {
    place: { ...primary.place, others },
    url,
    async lose(missed) {
      const lost = primary;
      await lost.kill("SIGKILL");
      await lost[Symbol.asyncDispose]();
      await refuse(lost.place.port, missed);
      await standby.promote();
      primary = standby;
      standby = await follow(primary, lost.place.port);
    },
    async part() {
      await using db = openDatabase(primary.place, systemRuntime);
      await standby.deafen();
      await until("nobody follows", () => stateIn(db), (state) => state === "undefined");
    },
    async [Symbol.asyncDispose]() {
      await primary[Symbol.asyncDispose]();
      await standby[Symbol.asyncDispose]();
    },
  };
}

/** Until so many have come there in vain. */
async function refuse(port: number, times: number): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port });
  for (let nth = 0; nth < times; nth++) (await listener.accept()).close();
}

async function stateIn(db: Database): Promise<string> {
  const [row] = await db.query(
    "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'",
  );
  return String(row?.["sync_state"]);
}
