import { join } from "node:path";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { endChild } from "@tests/support/child_process.ts";
import type { PostgresServer } from "@tests/support/postgres_server.ts";
import { type Served, served } from "@tests/support/serve.ts";
import type { World } from "@tests/support/world.ts";

/** Hosts of one list: each a state folder of its own, one Taskwarrior and one server for all. */
export interface Hosts extends AsyncDisposable {
  env(host: string): Readonly<Record<string, string>>;
  /** Resolves when that host owns the list. */
  serve(host: string): Promise<Served>;
  /** Which process has the list, or had it last. */
  ownerPid(): Promise<number>;
  /** How many events the list has. */
  events(): Promise<number>;
  /** As if the owner had been silent for that long, as far as the database can tell. */
  silent(seconds: number): Promise<void>;
}

export function hostsOf(world: World, server: Pick<PostgresServer, "place" | "url">): Hosts {
  const list = crypto.randomUUID();
  const db = openDatabase(server.place, systemRuntime);
  const started: Deno.ChildProcess[] = [];
  const env = (host: string) => {
    const folder = join(world.folder, host);
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return {
      VIKUNJA_SYNC_STORE: server.url,
      VIKUNJA_SYNC_LIST: list,
      VIKUNJA_SYNC_STATE_DIR: folder,
      XDG_RUNTIME_DIR: folder,
    };
  };
  return {
    env,
    serve(host) {
      const child = world.start(["serve"], env(host));
      started.push(child);
      return served(child);
    },
    async ownerPid() {
      const [row] = await db.query("SELECT pid FROM vikunja_sync.lists WHERE list = $1", [list]);
      return Number(row?.["pid"]);
    },
    async events() {
      const [row] = await db.query("SELECT head FROM vikunja_sync.lists WHERE list = $1", [list]);
      return Number(row?.["head"]);
    },
    async silent(seconds) {
      await db.query(
        "UPDATE vikunja_sync.lists SET until = until - $2::bigint * interval '1 s' WHERE list = $1",
        [list, seconds],
      );
    },
    async [Symbol.asyncDispose]() {
      for (const child of started) endChild(child, "SIGKILL");
      await Promise.all(started.map(({ status }) => status));
      await db[Symbol.asyncDispose]();
    },
  };
}
