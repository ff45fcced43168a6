import { SyncError } from "@/domain/errors.ts";
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
    compare: () => !isNoted() ? "unknown" : noted() === sumOrNull(db) ? "same" : "other",
    keep: () => db.transaction(() => note(db, derivedNote, sumOfTables(db))),
  };
}

/** `null`: there is what nobody can have written. Whether it is the events that are damaged, those tell. */
function sumOrNull(db: Database): string | null {
  try {
    return sumOfTables(db);
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "LOG_DAMAGED") return null;
    throw thrown;
  }
}

/** Has none of its own rows summed up: where each row carries a sum, and this note. */
const summedByRow: readonly string[] = ["events", "archive", "snapshots", "checks"];

/** Besides keys; by others nothing is asked but which task a claim takes first. */
const askedIndexes: readonly string[] = ["idx_tasks_newest", "idx_tasks_present"];

/** Of the definitions, and of every row of the tables and of their indexes. */
function sumOfTables(db: Database): string {
  const definitions = db.all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  let sum = wordSum(new TextEncoder().encode(JSON.stringify(definitions)), 0);
  for (const each of listingsOf(db)) {
    const rows = db.get(each)?.["rows"] as unknown;
    if (rows instanceof Uint8Array) sum = wordSum(rows, sum);
  }
  return `w${(sum >>> 0).toString(16)}`;
}

/** A query for each table, in the order it lies in, and for each of its indexes in its own. */
function listingsOf(db: Database): readonly string[] {
  return db.all(describedTables).flatMap(({ name, hasRowId, columns, indexes }) => {
    const table = String(name);
    if (summedByRow.includes(table)) return [];
    // The key of a table without row ids is the table itself.
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
      FROM pragma_index_list(t.name) i WHERE i.origin <> 'c' OR i.name IN (${
  askedIndexes.map((name) => `'${name}'`).join(",")
})) AS indexes
  FROM sqlite_schema t JOIN pragma_table_list(t.name) l WHERE t.type = 'table' ORDER BY t.name`;

/**
 * One value for all: reading 10,000 rows one by one takes six times as long. A text that became a blob by one bit has the
 * same letters, and equals no text: JSON refuses it.
 */
function listing(columns: DescribedIndex["columns"], from: string): string {
  const cells = columns.map((name) => name === null ? "rowid" : `"${name}"`);
  return `SELECT cast(json_group_array(json_array(${
    cells.join(",")
  })) AS BLOB) AS rows FROM ${from}`;
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
