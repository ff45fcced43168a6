import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Row } from "@/domain/projection.ts";
import { logError } from "@/adapters/sqlite/sqlite_errors.ts";

/** One connection. Statements are prepared at first use; all it throws is translated. */
export interface Database {
  readonly path: string;
  /** Several statements without parameters or results. */
  exec(sql: string): void;
  run(sql: string, ...cells: readonly SQLInputValue[]): void;
  get(sql: string, ...cells: readonly SQLInputValue[]): Row | undefined;
  all(sql: string, ...cells: readonly SQLInputValue[]): readonly Row[];
  /** All or nothing; takes the write lock at once. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Waits this long for another process's transaction; such waits block the whole process. */
const busyTimeoutMs = 5_000;

export interface DatabaseOptions {
  readonly readOnly?: boolean;
}

/** @throws {SyncError} `LOG_DAMAGED`, `CONFIG` (not allowed), `LOCKED`, `DISK_FULL`. */
export function openDatabase(path: string, { readOnly = false }: DatabaseOptions = {}): Database {
  const statements = new Map<string, StatementSync>();
  const database = translated(() => {
    const opened = new DatabaseSync(path, { readOnly });
    try {
      opened.exec(`PRAGMA busy_timeout=${busyTimeoutMs}; PRAGMA synchronous=FULL`);
    } catch (thrown) {
      opened.close();
      throw thrown;
    }
    return opened;
  });

  function translated<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw logError(thrown, path);
    }
  }

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  function run(sql: string, ...cells: readonly SQLInputValue[]): void {
    translated(() => prepared(sql).run(...cells));
  }

  return {
    path,
    exec: (sql) => translated(() => database.exec(sql)),
    run,
    get: (sql, ...cells) => translated(() => prepared(sql).get(...cells) as Row | undefined),
    all: (sql, ...cells) => translated(() => prepared(sql).all(...cells) as Row[]),
    transaction(work) {
      run("BEGIN IMMEDIATE");
      try {
        const result = work();
        run("COMMIT");
        return result;
      } catch (thrown) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw thrown;
      }
    },
    close: () => translated(() => database.close()),
  };
}
