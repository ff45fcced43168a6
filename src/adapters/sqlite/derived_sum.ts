import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Row } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { note, noteOf } from "@/adapters/sqlite/notes.ts";

const derivedNote = "derived";

/**
 * Tables that only repeat what the events say are summed up as a whole when the log is closed, and compared
 * when its owner opens it. The sum is taken away with the first commit in between, so one that is there is
 * of the tables as they are.
 */
export interface DerivedSum {
  /** In the transaction of a change. */
  drop(): void;
  /** `unknown`: nobody closed the log since the last change. */
  compare(): "same" | "other" | "unknown";
  isNoted(): boolean;
  /** Notes the sum of what is there now. */
  keep(): void;
}

export function createDerivedSum(db: Database): DerivedSum {
  const drop = db.statement("UPDATE checks SET value='' WHERE name='derived' AND value<>''");
  const noted = () => noteOf(db, derivedNote) ?? "";
  const isNoted = () => noted() !== "";
  return {
    drop: () => drop.run(),
    isNoted,
    compare: () => !isNoted() ? "unknown" : noted() === sumOfTables(db) ? "same" : "other",
    keep: () => db.transaction(() => note(db, derivedNote, sumOfTables(db))),
  };
}

/** Has none of its own rows summed up: where each row carries a sum, and this note. */
const summedByRow: readonly string[] = ["events", "archive", "snapshots", "checks"];

/** Of the definitions, and of every row of the tables and of their indexes. */
function sumOfTables(db: Database): string {
  let sum = 0;
  const definitions = db.all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  sum = crc32(JSON.stringify(definitions), sum);
  for (const { type, name } of definitions) {
    if (type !== "table" || summedByRow.includes(String(name))) continue;
    sum = crc32([name, ...sumsOf(db, String(name))].join(), sum);
  }
  return sum.toString(16);
}

/** The table in the order it lies in, then each of its indexes in its own. */
function sumsOf(db: Database, table: string): readonly number[] {
  const columns = db.all(`SELECT name FROM pragma_table_info('${table}')`);
  const hasRowId = db.get(`SELECT wr FROM pragma_table_list('${table}')`)?.["wr"] === 0;
  // The key of a table without row ids is the table itself; other indexes only put claims in order.
  const indexes = db.all(
    `SELECT name, origin FROM pragma_index_list('${table}') WHERE origin <> 'c'`,
  )
    .filter(({ origin }) => hasRowId || origin !== "pk");
  return [
    sumOfRows(db, columns, table),
    ...indexes.map(({ name }) =>
      sumOfRows(
        db,
        db.all(`SELECT name FROM pragma_index_xinfo('${name}')`),
        `${table} INDEXED BY ${name}`,
      )
    ),
  ];
}

/** One value for all: reading 10,000 rows one by one takes six times as long. */
function sumOfRows(db: Database, columns: readonly Row[], from: string): number {
  const cells = columns.map(({ name }) => name === null ? "rowid" : `coalesce("${name}",char(30))`);
  const all = db.get(
    `SELECT cast(group_concat(concat_ws(char(31),${cells.join(",")}),char(29)) AS BLOB) AS rows
     FROM ${from}`,
  )?.["rows"] as unknown;
  return all instanceof Uint8Array ? crc32(all) : 0;
}
