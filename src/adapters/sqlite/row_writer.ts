import type { Cell, ProjectionTable, Row, RowChange } from "@/domain/projection.ts";
import { type BulkInsert, createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { createKnownRows, type KnownRows } from "@/adapters/sqlite/known_rows.ts";
import { isConstraintViolation, UniqueViolation } from "@/adapters/sqlite/sqlite_errors.ts";

export interface RowWriter {
  /** @throws {UniqueViolation} */
  apply(change: RowChange): void;
  /** Writes what was held back; to be called before the transaction ends. */
  flush(): void;
  /** Forgets what was held back, after a rollback. */
  discard(): void;
}

/** Puts of one table that wait for each other, by key; later columns replace earlier ones. */
interface TableWriter {
  readonly table: ProjectionTable;
  readonly known: KnownRows;
  readonly waiting: Map<Cell, Row>;
  /** By the columns of the row. */
  readonly inserts: Map<string, RowInsert>;
  /** The one that was used last: rows of one kind come together. */
  last: RowInsert | null;
}

interface RowInsert extends BulkInsert {
  readonly columns: readonly string[];
}

/**
 * Applies row changes of projections, as if one after the other. Puts are held back and written many at a
 * time; every other change of the table comes after them. A table with unique rules is written at once,
 * since there the order decides who is refused.
 */
export function createRowWriter(db: Database, tables: readonly ProjectionTable[]): RowWriter {
  const writers = new Map(tables.map((table) => [table.name, createTableWriter(table)]));

  function writerOf(name: string): TableWriter {
    const writer = writers.get(name);
    if (writer === undefined) throw new Error(`No projection has a table ${name}`);
    return writer;
  }

  function put(writer: TableWriter, row: Row): void {
    const { table, waiting } = writer;
    if (table.unique !== undefined) return putNow(writer, row);
    const key = keyOf(table, row);
    const news = writer.known.news(key, row);
    const before = waiting.get(key);
    waiting.set(key, before === undefined ? news : { ...before, ...news });
  }

  function putNow(writer: TableWriter, row: Row): void {
    try {
      insertFor(db, writer, row).run(Object.values(row));
    } catch (thrown) {
      if (!isConstraintViolation(thrown)) throw thrown;
      throw violation(writer.table, row) ?? thrown;
    }
  }

  function violation(table: ProjectionTable, row: Row): UniqueViolation | null {
    for (const rule of table.unique ?? []) {
      const cells = rule.columns.map((column) => row[column] ?? null);
      const holder = db.get(
        `SELECT * FROM ${table.name} WHERE ${equals(rule.columns)}`,
        ...cells,
      );
      if (holder === undefined || keyOf(table, holder) === keyOf(table, row)) continue;
      return new UniqueViolation(rule.taken(row, holder));
    }
    return null;
  }

  function flushTable(writer: TableWriter): void {
    if (writer.waiting.size === 0) return;
    if (writer.waiting.size === 1) {
      for (const row of writer.waiting.values()) insertFor(db, writer, row).run(Object.values(row));
      return writer.waiting.clear();
    }
    const batches = new Map<RowInsert, Cell[]>();
    for (const row of writer.waiting.values()) {
      const insert = insertFor(db, writer, row);
      let cells = batches.get(insert);
      if (cells === undefined) batches.set(insert, cells = []);
      for (const column of insert.columns) cells.push(row[column] ?? null);
    }
    writer.waiting.clear();
    for (const [insert, cells] of batches) insert.run(cells);
  }

  return {
    apply(change) {
      const writer = writerOf(change.table);
      switch (change.op) {
        case "put":
          return put(writer, change.row);
        case "update": {
          flushTable(writer);
          writer.known.forget();
          const columns = Object.keys(change.set);
          const condition = equals(Object.keys(change.where));
          return db.run(
            `UPDATE ${change.table} SET ${
              columns.map((c) => `${c}=?`).join(",")
            } WHERE ${condition}`,
            ...Object.values(change.set),
            ...Object.values(change.where),
          );
        }
        case "delete":
          flushTable(writer);
          writer.known.forget();
          return db.run(
            `DELETE FROM ${change.table} WHERE ${equals(Object.keys(change.where))}`,
            ...Object.values(change.where),
          );
      }
    },
    flush() {
      for (const writer of writers.values()) flushTable(writer);
    },
    discard() {
      for (const writer of writers.values()) {
        writer.waiting.clear();
        writer.known.forget();
      }
    },
  };
}

function createTableWriter(table: ProjectionTable): TableWriter {
  return {
    table,
    known: createKnownRows(table),
    waiting: new Map(),
    inserts: new Map(),
    last: null,
  };
}

function insertFor(db: Database, writer: TableWriter, row: Row): RowInsert {
  const { last } = writer;
  if (last !== null && hasColumns(row, last.columns)) return last;
  return writer.last = insertOf(db, writer, row);
}

/** Exactly these, in this order. */
function hasColumns(row: Row, columns: readonly string[]): boolean {
  let index = 0;
  for (const column in row) if (columns[index++] !== column) return false;
  return index === columns.length;
}

function insertOf(db: Database, writer: TableWriter, row: Row): RowInsert {
  const columns = Object.keys(row);
  const signature = columns.join();
  const known = writer.inserts.get(signature);
  if (known !== undefined) return known;
  const { name, key } = writer.table;
  const others = columns.filter((column) => !key.includes(column));
  const update = others.map((column) => `${column}=excluded.${column}`).join(",");
  const action = others.length === 0 ? "NOTHING" : `UPDATE SET ${update}`;
  const suffix = `ON CONFLICT(${key.join(",")}) DO ${action}`;
  const insert = { ...createBulkInsert(db, name, columns, suffix), columns };
  writer.inserts.set(signature, insert);
  return insert;
}

function keyOf(table: ProjectionTable, row: Row): Cell {
  const [first, ...more] = table.key;
  if (more.length === 0) return row[first ?? ""] ?? null;
  return JSON.stringify(table.key.map((column) => row[column] ?? null));
}

function equals(columns: readonly string[]): string {
  return columns.map((column) => `${column}=?`).join(" AND ");
}
