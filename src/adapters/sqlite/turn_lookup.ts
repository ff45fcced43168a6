import type { Cell, Row } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Single questions in one turn after which all answers are read at once. */
const manyQuestions = 64;

interface LookupSql {
  /** With the key as its one parameter. */
  readonly one: string;
  /** The same for every key, in a column `key`. */
  readonly all: string;
}

/**
 * Rows by key, for loops over thousands of keys: asking for each costs about six times as much as
 * reading them all. What was read is good for the code that runs now, until it awaits or we commit;
 * nobody can tell it from an answer of that moment.
 */
export function createTurnLookup(
  db: Database,
  sql: LookupSql,
): (key: string | number) => Row | undefined {
  const one = db.statement(sql.one);
  let asked = 0;
  let rows: ReadonlyMap<Cell, Row> | null = null;
  let commits = -1;

  function forget(): void {
    asked = 0;
    rows = null;
  }

  return (key) => {
    if (commits !== db.commits) forget();
    commits = db.commits;
    if (asked === 0) queueMicrotask(forget);
    asked++;
    if (asked <= manyQuestions) return one.get(key);
    rows ??= new Map(db.all(sql.all).map((row) => [row["key"] ?? null, row]));
    return rows.get(key);
  };
}
