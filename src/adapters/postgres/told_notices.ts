import type { NoticeStand, ToldNotices } from "@/ports/told_notices.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { ownConnections } from "@/adapters/postgres/connections.ts";
import type { Row } from "@/adapters/postgres/database.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

const take = `
  INSERT INTO vikunja_sync.notices AS n (list, set_name, id, holder)
  SELECT $1, $2, u.id, $3 FROM unnest($4::text[]) AS u(id)
  ON CONFLICT (list, set_name, id) DO UPDATE
    SET holder = excluded.holder, taken_at = clock_timestamp(), times = n.times + 1
  WHERE n.told_at IS NULL AND (n.holder = '' OR n.holder = excluded.holder
    OR n.taken_at + $5::bigint * interval '1 millisecond' <= clock_timestamp())
  RETURNING id, times`;

const stands = `SELECT id, told_at IS NOT NULL AS told FROM vikunja_sync.notices
  WHERE list = $1 AND set_name = $2 AND id = ANY($3::text[])`;

const confirm = `UPDATE vikunja_sync.notices SET told_at = clock_timestamp()
  WHERE list = $1 AND set_name = $2 AND id = ANY($3::text[]) AND holder = $4`;

const release = `UPDATE vikunja_sync.notices SET holder = ''
  WHERE list = $1 AND set_name = $2 AND id = ANY($3::text[]) AND holder = $4 AND told_at IS NULL`;

const forget = `DELETE FROM vikunja_sync.notices
  WHERE list = $1 AND set_name = $2 AND ($3::bigint = 1 OR id = ANY($4::text[]))
    AND ($5::bigint < 0 OR told_at < clock_timestamp() - $5::bigint * interval '1 millisecond')
  RETURNING id`;

/** Of one process, which is told from all others. */
export function openToldNotices(
  place: DatabasePlace,
  list: string,
  runtime: Pick<Runtime, "after" | "uuid">,
): ToldNotices {
  const connections = ownConnections(runtime)(place);
  const holder = runtime.uuid();

  async function ask(sql: string, ...parameters: readonly (string | number)[]) {
    await connections.provide();
    return await connections.db.query(sql, [list, ...parameters]);
  }

  return {
    async take(set, ids, redeliverAfterMs) {
      // In one order, so that no two hosts wait for each other.
      const sorted = arrayOf([...new Set(ids)].toSorted());
      const taken = await ask(take, set, holder, sorted, redeliverAfterMs);
      const found = new Map(taken.map((row): [string, NoticeStand] => [
        String(row["id"]),
        Number(row["times"]) > 1 ? "repeated" : "ours",
      ]));
      if (found.size === new Set(ids).size) return found;
      for (const row of await ask(stands, set, sorted)) {
        const id = String(row["id"]);
        if (!found.has(id)) found.set(id, standOf(row));
      }
      return found;
    },
    async confirm(set, ids) {
      await ask(confirm, set, arrayOf(ids), holder);
    },
    async release(set, ids) {
      await ask(release, set, arrayOf(ids), holder);
    },
    async forget(set, { ids, olderThanMs }) {
      const any = ids === null ? 1 : 0;
      return (await ask(forget, set, any, arrayOf(ids ?? []), olderThanMs ?? -1)).length;
    },
    [Symbol.asyncDispose]: () => connections[Symbol.asyncDispose](),
  };
}

function standOf(row: Row): NoticeStand {
  return row["told"] === true ? "told" : "elsewhere";
}
