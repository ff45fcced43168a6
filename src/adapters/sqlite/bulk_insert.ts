import type { Cell } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Rows per statement, greatest first: fewer calls for many rows, few statements to prepare. */
const steps: readonly number[] = [32, 8, 1];

export interface BulkInsert {
  readonly columns: readonly string[];
  /** `cells` is row after row, each as long as `columns`. */
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
  const statements = steps.map((rows) => ({
    length: rows * width,
    sql: `INSERT INTO ${table}(${columns.join(",")}) VALUES ${
      Array(rows).fill(values).join(",")
    } ${suffix}`,
  }));
  return {
    columns,
    run(cells) {
      let start = 0;
      for (const { length, sql } of statements) {
        for (; cells.length - start >= length; start += length) {
          db.run(sql, ...cells.slice(start, start + length));
        }
      }
    },
  };
}
