import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Row } from "@/domain/projection.ts";
import { SyncError } from "@/domain/errors.ts";
import { logError } from "@/adapters/sqlite/sqlite_errors.ts";

type Cells = readonly SQLInputValue[];

/** Prepared at first use. */
interface Statement {
  run(...cells: Cells): void;
  /** As `run`, for many cells: they are copied once less. */
  runAll(cells: Cells): void;
  get(...cells: Cells): Row | undefined;
  all(...cells: Cells): readonly Row[];
}

/** One connection; all it throws is translated, except what a constraint refuses. */
export interface Database {
  readonly path: string;
  /** The path that errors name. */
  readonly shownAs: string;
  /** Several statements without parameters or results. */
  exec(sql: string): void;
  /** The same one for the same text. */
  statement(sql: string): Statement;
  run(sql: string, ...cells: Cells): void;
  get(sql: string, ...cells: Cells): Row | undefined;
  all(sql: string, ...cells: Cells): readonly Row[];
  /** All or nothing; takes the write lock at once. */
  transaction<T>(work: () => T): T;
  /** Transactions committed by this connection. */
  readonly commits: number;
  close(): void;
}

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** Waits this long (5 s) for another process's transaction; such waits block the whole process. */
  readonly busyTimeoutMs?: number;
  /** The path to be named in errors where this is a copy of what is there. */
  readonly shownAs?: string;
  /** What SQLite threw about the file, as the project's error; without, it is taken for the log. */
  readonly translate?: (thrown: unknown, path: string) => Error;
}

/** @throws {SyncError} `LOG_DAMAGED`, `CONFIG` (not allowed), `LOCKED`, `DISK_FULL`. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const { translate = logError, shownAs = path } = options;
  const statements = new Map<string, Statement>();
  const database = connect(path, options);

  function statement(sql: string): Statement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = createStatement(
      database,
      sql,
      (thrown) => database.isOpen ? translate(thrown, shownAs) : closed(shownAs),
    );
    statements.set(sql, made);
    return made;
  }

  function exec(sql: string): void {
    try {
      database.exec(sql);
    } catch (thrown) {
      throw translate(thrown, shownAs);
    }
  }

  const begin = statement("BEGIN IMMEDIATE");
  const commit = statement("COMMIT");
  let commits = 0;
  return {
    path,
    shownAs,
    exec,
    statement,
    run: (sql, ...cells) => statement(sql).run(...cells),
    get: (sql, ...cells) => statement(sql).get(...cells),
    all: (sql, ...cells) => statement(sql).all(...cells),
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        commits++;
        return result;
      } catch (thrown) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw thrown;
      }
    },
    get commits() {
      return commits;
    },
    close: () => database.close(),
  };
}

function closed(path: string): SyncError {
  return new SyncError("ABORTED", `Cannot use ${path}: it is closed`);
}

function connect(
  path: string,
  { readOnly = false, busyTimeoutMs = 5_000, translate = logError, shownAs = path }:
    DatabaseOptions,
): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { readOnly });
    try {
      database.exec(`PRAGMA busy_timeout=${busyTimeoutMs}; PRAGMA synchronous=FULL`);
      return database;
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  } catch (thrown) {
    throw translate(thrown, shownAs);
  }
}

function createStatement(
  database: DatabaseSync,
  sql: string,
  translate: (thrown: unknown) => Error,
): Statement {
  let prepared: StatementSync | null = null;
  function runAll(cells: Cells): void {
    try {
      prepared ??= database.prepare(sql);
      prepared.run(...cells);
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  return {
    run: (...cells) => runAll(cells),
    runAll,
    get(...cells) {
      try {
        prepared ??= database.prepare(sql);
        return prepared.get(...cells) as Row | undefined;
      } catch (thrown) {
        throw translate(thrown);
      }
    },
    all(...cells) {
      try {
        prepared ??= database.prepare(sql);
        return prepared.all(...cells) as Row[];
      } catch (thrown) {
        throw translate(thrown);
      }
    },
  };
}
