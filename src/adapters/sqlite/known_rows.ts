import type { Cell, ProjectionTable, Row } from "@/domain/projection.ts";

/**
 * What this process last wrote to a table's rows, so that columns which stay as they are, and the indexes
 * over them, are not written again.
 *
 * Never stale: whoever else writes takes the next position of the log, so our next transaction is rolled
 * back, and with it all of this is forgotten.
 */
export interface KnownRows {
  /** The part of the row that has to be written. */
  news(key: Cell, row: Row): Row;
  forget(): void;
}

const maxKept = 50_000;

/** For a table without volatile columns, a row is always news as a whole. */
export function createKnownRows({ key: keyColumns, volatile = [] }: ProjectionTable): KnownRows {
  const known = new Map<Cell, Record<string, Cell>>();
  const small = [...keyColumns, ...volatile];
  if (volatile.length === 0) return { news: (_, row) => row, forget: () => {} };

  /** A row as a whole or its volatile columns, so that few statements are needed. */
  function news(key: Cell, row: Row): Row {
    const before = known.get(key);
    if (before === undefined) {
      if (known.size >= maxKept) known.clear();
      known.set(key, { ...row });
      return row;
    }
    let isSmall = true;
    for (const column in row) {
      const cell = row[column] ?? null;
      if (before[column] === cell) continue;
      before[column] = cell;
      isSmall &&= volatile.includes(column);
    }
    return isSmall ? pick(row, small) : row;
  }

  return { news, forget: () => known.clear() };
}

function pick(row: Row, columns: readonly string[]): Row {
  const part: Record<string, Cell> = {};
  for (const column of columns) {
    const cell = row[column];
    if (cell !== undefined) part[column] = cell;
  }
  return part;
}
