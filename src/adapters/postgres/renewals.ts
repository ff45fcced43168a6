import type { Database } from "@/adapters/postgres/database.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";

/** That a lease goes on for so long from now. */
export interface Renewal {
  readonly list: string;
  readonly epoch: number;
  readonly leaseMs: number;
}

/** One that is over is not renewed: what asked for it may have been on its way for long, and whoever asked has given it up. */
const renewal = `UPDATE vikunja_sync.lists AS l
  SET until = clock_timestamp() + r.ms * interval '1 millisecond'
  FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS r(list, epoch, ms)
  WHERE l.list = r.list AND l.epoch = r.epoch AND l.until > clock_timestamp() RETURNING l.list`;

/** For one statement. */
const answerMs = 3_000;

/** Many at once; those that are still their owner's. @throws {SyncError} `STORE_UNAVAILABLE` */
export function renewals(db: Database) {
  return async (asked: readonly Renewal[]): Promise<ReadonlySet<string>> => {
    const rows = await db.query(renewal, [
      arrayOf(asked.map(({ list }) => list)),
      arrayOf(asked.map(({ epoch }) => epoch)),
      arrayOf(asked.map(({ leaseMs }) => leaseMs)),
    ], answerMs);
    return new Set(rows.map(({ list }) => String(list)));
  };
}
