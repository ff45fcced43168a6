import type { SharedSecrets } from "@/ports/shared_secrets.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { openDatabase } from "@/adapters/postgres/database.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { provideSchema } from "@/adapters/postgres/schema.ts";

const replace = `
  INSERT INTO vikunja_sync.secrets AS s (list, name, sealed) VALUES ($1, $2, $4)
  ON CONFLICT (list, name) DO UPDATE SET sealed = excluded.sealed WHERE s.sealed = $3`;

/** @throws {SyncError} each call: `STORE_UNAVAILABLE` */
export function openSharedSecrets(
  place: DatabasePlace,
  list: string,
  runtime: Pick<Runtime, "after">,
): SharedSecrets {
  const db = openDatabase(place, runtime);
  let isProvided = false;

  async function ask(sql: string, ...parameters: readonly string[]) {
    if (!isProvided) await provideSchema(db);
    isProvided = true;
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
      await ask(replace, name, before ?? "", sealed);
      return await read(name) ?? sealed;
    },
    async forget(name) {
      await ask("DELETE FROM vikunja_sync.secrets WHERE list = $1 AND name = $2", name);
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}
