import { createHash } from "node:crypto";
import type { Runtime } from "@/ports/runtime.ts";
import type { SharedLists } from "@/ports/shared_lists.ts";
import type { Invitation } from "@/ports/sign_up.ts";
import { providing } from "@/adapters/postgres/connections.ts";
import { openDatabase } from "@/adapters/postgres/database.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

const first = `INSERT INTO vikunja_sync.folders(list, version, sealed) VALUES ($1, 1, $2)
  ON CONFLICT (list) DO NOTHING RETURNING list`;

const next = `UPDATE vikunja_sync.folders
  SET version = version + 1, sealed = $2
  WHERE list = $1 AND version = $3::bigint AND NOT removed RETURNING list`;

/** That it was there is kept: whoever is away now hears of it later. */
const remove = `UPDATE vikunja_sync.folders
  SET version = version + 1, removed = true, sealed = '' WHERE list = $1 AND NOT removed`;

/** Connects when it is first asked for something; of codes it has the digests only. */
export function openSharedLists(
  place: DatabasePlace,
  runtime: Pick<Runtime, "after">,
): SharedLists {
  const db = openDatabase(place, runtime, 1);
  const provide = providing(db);

  async function ask(sql: string, ...parameters: readonly (string | number)[]) {
    await provide();
    return await db.query(sql, parameters);
  }

  return {
    shownAs: place.shownAs,
    async all() {
      const rows = await ask("SELECT list, version, removed FROM vikunja_sync.folders");
      return rows.map(({ list, version, removed }) => ({
        name: String(list),
        version: Number(version),
        isRemoved: removed === true,
      }));
    },
    async read(name) {
      const [row] = await ask(
        "SELECT version, sealed FROM vikunja_sync.folders WHERE list = $1 AND NOT removed",
        name,
      );
      if (row === undefined) return null;
      return { version: Number(row["version"]), sealed: String(row["sealed"]) };
    },
    async store(name, before, sealed) {
      const stored = before === 0
        ? await ask(first, name, sealed)
        : await ask(next, name, sealed, before);
      return stored.length > 0;
    },
    async reseal(name, before, sealed) {
      await ask(
        "UPDATE vikunja_sync.folders SET sealed = $2 WHERE list = $1 AND sealed = $3",
        name,
        sealed,
        before,
      );
    },
    async remove(name) {
      await ask(remove, name);
    },
    invitations: {
      async all() {
        return (await ask("SELECT invitation FROM vikunja_sync.invitations")).map(invitationIn);
      },
      async find(code) {
        const sql = "SELECT invitation FROM vikunja_sync.invitations WHERE code = $1";
        return (await ask(sql, digestOf(code))).map(invitationIn)[0] ?? null;
      },
      async take(code) {
        const sql = "DELETE FROM vikunja_sync.invitations WHERE code = $1 RETURNING code";
        return (await ask(sql, digestOf(code))).length > 0;
      },
      async keep(code, invitation) {
        const sql = "INSERT INTO vikunja_sync.invitations(code, invitation) VALUES ($1, $2)";
        await ask(sql, digestOf(code), JSON.stringify(invitation));
      },
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

function digestOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}

function invitationIn({ invitation }: Readonly<Record<string, unknown>>): Invitation {
  return JSON.parse(String(invitation)) as Invitation;
}
