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
  const definitions = db.all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  let sum = wordSum(new TextEncoder().encode(JSON.stringify(definitions)), 0);
  for (const each of listingsOf(db)) {
    const rows = db.get(each)?.["rows"] as unknown;
    // Not even the place of one that is empty is the same in another order.
    sum = wordSum(rows instanceof Uint8Array ? rows : new Uint8Array(1), sum);
  }
  return `w${(sum >>> 0).toString(16)}`;
}

/** A query for each table, in the order it lies in, and for each of its indexes in its own. */
function listingsOf(db: Database): readonly string[] {
  return db.all(describedTables).flatMap(({ name, hasRowId, columns, indexes }) => {
    const table = String(name);
    if (summedByRow.includes(table)) return [];
    // The key of a table without row ids is the table itself; other indexes only put claims in order.
    const counting = (JSON.parse(String(indexes)) as readonly DescribedIndex[])
      .filter(({ origin }) => hasRowId === 1 || origin !== "pk");
    return [
      listing(JSON.parse(String(columns)), table),
      ...counting.map((index) => listing(index.columns, `${table} INDEXED BY ${index.name}`)),
    ];
  });
}

interface DescribedIndex {
  readonly name: string;
  readonly origin: string;
  /** `null`: the row id. */
  readonly columns: readonly (string | null)[];
}

const describedTables = `
  SELECT t.name AS name, l.wr = 0 AS hasRowId,
    (SELECT json_group_array(name) FROM pragma_table_info(t.name)) AS columns,
    (SELECT json_group_array(json_object('name', i.name, 'origin', i.origin, 'columns',
        json((SELECT json_group_array(name) FROM pragma_index_xinfo(i.name)))))
      FROM pragma_index_list(t.name) i WHERE i.origin <> 'c') AS indexes
  FROM sqlite_schema t JOIN pragma_table_list(t.name) l WHERE t.type = 'table' ORDER BY t.name`;

/** One value for all: reading 10,000 rows one by one takes six times as long. */
function listing(columns: DescribedIndex["columns"], from: string): string {
  const cells = columns.map((name) => name === null ? "rowid" : `coalesce("${name}",char(30))`);
  return `SELECT cast(group_concat(concat_ws(char(31),${cells.join(",")}),char(29)) AS BLOB)
    AS rows FROM ${from}`;
}

/**
 * Four bytes at a time, which takes a fifth of what CRC-32 does: a change within four bytes never goes unseen, another
 * one once in 2^32. `before`: the sum of what comes before.
 */
function wordSum(bytes: Uint8Array, before: number): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  let sum = before ^ bytes.length;
  for (let at = 0; at < words.length; at++) sum = mixed(sum ^ (words[at] ?? 0));
  for (let at = words.length * 4; at < aligned.length; at++) sum = mixed(sum ^ (aligned[at] ?? 0));
  return sum;
}

/** Different for different numbers. */
function mixed(value: number): number {
  const spread = Math.imul(value, 0x9e3779b1);
  return spread ^ spread >>> 15;
}
