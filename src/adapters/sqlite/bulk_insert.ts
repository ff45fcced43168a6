import type { Cell } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Rows per statement, greatest first: fewer calls for many rows, few statements to prepare. */
const steps: readonly number[] = [64, 16, 4, 1];

export interface BulkInsert {
  /** `cells` is row after row, each as long as the columns. */
  run(cells: readonly Cell[]): void;
}

/** `suffix`: what comes after the values, such as `ON CONFLICT …`. */
export function createBulkInsert(
  db: Database,
  table: string,
  columns: readonly string[],
  suffix = "",
): BulkInsert {
  const width = columns.length;
  const values = `(${columns.map(() => "?").join(",")})`;
  const into = `INSERT INTO ${table}(${columns.join(",")}) VALUES `;
  const statements = steps.map((rows) => ({
    length: rows * width,
    statement: db.statement(`${into}${Array(rows).fill(values).join(",")} ${suffix}`),
  }));
  return {
    run(cells) {
      let start = 0;
      for (const { length, statement } of statements) {
        for (; cells.length - start >= length; start += length) {
          statement.runAll(length === cells.length ? cells : cells.slice(start, start + length));
        }
      }
    },
  };
}
