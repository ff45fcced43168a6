import type { SharedSecrets } from "@/ports/shared_secrets.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type Connect, ownConnections } from "@/adapters/postgres/connections.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

const first = `INSERT INTO vikunja_sync.secrets(list, name, sealed) VALUES ($1, $2, $3)
  ON CONFLICT (list, name) DO NOTHING`;

const next = `UPDATE vikunja_sync.secrets SET sealed = $3
  WHERE list = $1 AND name = $2 AND sealed = $4`;

/** @throws {SyncError} each call: `STORE_UNAVAILABLE` */
export function openSharedSecrets(
  place: DatabasePlace,
  list: string,
  runtime: Pick<Runtime, "after">,
  connect: Connect = ownConnections(runtime),
): SharedSecrets {
  const connections = connect(place);
  const { db } = connections;

  async function ask(sql: string, ...parameters: readonly string[]) {
    await connections.provide();
    return await db.query(sql, [list, ...parameters]);
  }

  async function read(name: string): Promise<string | null> {
    const [row] = await ask(
      "SELECT sealed FROM vikunja_sync.secrets WHERE list = $1 AND name = $2",
      name,
    );
    return row === undefined ? null : String(row["sealed"]);
  }

  return {
    read,
    async replace(name, before, sealed) {
      if (before === null) await ask(first, name, sealed);
      else await ask(next, name, sealed, before);
      return await read(name) ?? sealed;
    },
    async forget(name) {
      await ask("DELETE FROM vikunja_sync.secrets WHERE list = $1 AND name = $2", name);
    },
    [Symbol.asyncDispose]: () => connections[Symbol.asyncDispose](),
  };
}
