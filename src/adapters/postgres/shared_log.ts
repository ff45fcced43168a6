import { SyncError } from "@/domain/errors.ts";
import type { ListLease } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { eventColumns, type EventRow, eventRowIn } from "@/ports/event_row.ts";
import type { SharedBatch, SharedLog } from "@/ports/shared_log.ts";
import { sleep } from "@/ports/waits.ts";
import type { Database } from "@/adapters/postgres/database.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";

interface SharedLogDeps {
  readonly db: Database;
  readonly list: string;
  readonly shownAs: string;
  readonly lease: ListLease;
  readonly runtime: Pick<Runtime, "after">;
  /** Called after each append, outside of its transaction. */
  readonly onStored: () => void;
}

const columns = eventColumns.join(", ");

/**
 * The row of the list says whose it is and where it ends: nothing is stored where either is not as we think. Links
 * that do not move as they should divide by zero, which takes back all of it.
 */
const append = `
  WITH head AS (
    UPDATE vikunja_sync.lists SET head = head + $3::bigint
    WHERE list = $1 AND epoch = $2::bigint AND head = $4::bigint AND until > clock_timestamp()
    RETURNING head
  ), stored AS (
    INSERT INTO vikunja_sync.events(list, ${columns})
    SELECT $1, e.* FROM head, unnest(
      $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::text[],
      $12::text[], $13::bigint[]
    ) AS e
    RETURNING 1
  ), moved AS (
    INSERT INTO vikunja_sync.links AS l (list, vikunja_id, stream_id, was)
    SELECT $1, m.* FROM head, unnest($14::bigint[], $15::text[], $16::text[]) AS m
    ON CONFLICT (list, vikunja_id) DO UPDATE SET stream_id = excluded.stream_id, was = excluded.was
    WHERE l.stream_id IS NOT DISTINCT FROM excluded.was
    RETURNING 1
  )
  SELECT head, 1 / (CASE WHEN (SELECT count(*) FROM moved) = $17::bigint THEN 1 ELSE 0 END) AS fits,
    (SELECT count(*) FROM stored) AS stored
  FROM head`;

const stand = `
  SELECT head, epoch, until > clock_timestamp() AS alive,
    (SELECT concat_ws(' ', stream_id, version, sum) FROM vikunja_sync.events
     WHERE list = $1 AND position = $2::bigint) AS last
  FROM vikunja_sync.lists WHERE list = $1`;

const page = `SELECT ${columns} FROM vikunja_sync.events
  WHERE list = $1 AND position > $2::bigint ORDER BY position LIMIT $3::bigint`;

const patience = { firstMs: 50, mostMs: 1_000 };

export function createSharedLog(deps: SharedLogDeps): SharedLog {
  const { db, list, lease, runtime, shownAs, onStored } = deps;

  /** Until the database says what came of it; asked again, the same batch is not stored twice: the head has moved. */
  async function untilKnown<T>(ask: () => Promise<T>): Promise<T> {
    for (let waitMs = patience.firstMs;; waitMs = Math.min(2 * waitMs, patience.mostMs)) {
      lease.check();
      try {
        return await ask();
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || thrown.code !== "STORE_UNAVAILABLE") throw thrown;
        await sleep(runtime, waitMs, lease.signal);
      }
    }
  }

  async function whatCame(batch: SharedBatch): Promise<"stored" | "behind" | "ahead"> {
    const last = batch.rows.at(-1);
    const [row] = await db.query(stand, [list, last?.position ?? 0]);
    if (row === undefined) throw lease.lose("the database has no such list any more");
    if (Number(row["epoch"]) !== lease.epoch) throw lease.lose("another host has taken it over");
    if (row["alive"] !== true) throw lease.lose("this host was away for too long");
    const isOurs = last !== undefined &&
      row["last"] === `${last.streamId} ${last.version} ${last.sum}`;
    if (isOurs) return "stored";
    return Number(row["head"]) < batch.after ? "ahead" : "behind";
  }

  return {
    id: lease.id,
    shownAs,
    append: (batch) =>
      untilKnown(async () => {
        const [row] = await db.query(append, parametersOf(list, lease.epoch, batch));
        const came = row === undefined ? await whatCame(batch) : "stored";
        if (came === "stored") onStored();
        return came;
      }),
    rowsAfter: (position, limit) => untilKnown(() => rowsAfter(db, list, position, limit)),
  };
}

/** In order. @throws {SyncError} `STORE_UNAVAILABLE` */
export async function rowsAfter(
  db: Database,
  list: string,
  position: number,
  limit: number,
): Promise<readonly EventRow[]> {
  return (await db.query(page, [list, position, limit])).map(eventRowIn);
}

function parametersOf(list: string, epoch: number, { after, rows, links }: SharedBatch) {
  const column = (of: (row: EventRow) => string | number) => arrayOf(rows.map(of));
  return [
    list,
    epoch,
    (rows.at(-1)?.position ?? after) - after,
    after,
    column((row) => row.position),
    column((row) => row.streamId),
    column((row) => row.version),
    column((row) => row.previous),
    column((row) => row.type),
    column((row) => row.schema),
    column((row) => row.recordedAt),
    column((row) => row.data),
    column((row) => row.sum),
    arrayOf(links.map(({ vikunjaId }) => vikunjaId)),
    arrayOf(links.map(({ to }) => to)),
    arrayOf(links.map(({ from }) => from)),
    links.length,
  ];
}
