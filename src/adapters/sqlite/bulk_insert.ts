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
  const texts = textsOf(`INSERT INTO ${table}(${columns.join(",")}) VALUES `, columns, suffix);
  return {
    run(cells) {
      let start = 0;
      for (const { length, sql } of texts) {
        for (; cells.length - start >= length; start += length) {
          const some = length === cells.length ? cells : cells.slice(start, start + length);
          db.statement(sql).runAll(some);
        }
      }
    },
  };
}

interface Text {
  /** In cells. */
  readonly length: number;
  readonly sql: string;
}

/** The same for all databases of a process, which may have thousands; there are as many as tables have shapes. */
const known = new Map<string, readonly Text[]>();

function textsOf(into: string, { length: width }: readonly string[], suffix: string) {
  const key = `${into}${suffix}`;
  const texts = known.get(key) ?? steps.map((rows) => {
    const values = `(${Array(width).fill("?").join(",")})`;
    return { length: rows * width, sql: `${into}${Array(rows).fill(values).join(",")} ${suffix}` };
  });
  known.set(key, texts);
  return texts;
}
