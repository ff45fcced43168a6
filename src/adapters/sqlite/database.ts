import { files } from "@system/files.ts";
import { memory } from "@system/memory.ts";
import { DatabaseSync } from "node:sqlite";
import type { Row } from "@/domain/projection.ts";
import { SyncError } from "@/domain/errors.ts";
import { createRemembered, isQuery } from "@/adapters/sqlite/remembered.ts";
import { logError } from "@/adapters/sqlite/sqlite_errors.ts";
import {
  type Ask,
  type Cells,
  createStatement,
  type RestingStatement,
  type Statement,
} from "@/adapters/sqlite/statement.ts";
import { systemCode } from "@/ports/system_code.ts";

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
  /** What `work` finds in a transaction that is taken back; without `isWriting`, of one moment beside whoever writes. */
  undone<T>(work: () => T, isWriting?: "writing"): T;
  /** Transactions committed by this connection. */
  readonly commits: number;
  /**
   * Closes the connection where it was not used since the last call, with all the memory that it takes; the next use
   * opens it again, unless it is a small question that was answered since the last write and the file is as it was
   * left. Only for a file that nobody else writes.
   */
  rest(): void;
  close(): void;
}

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** Waits this long (5 s) for another process's transaction; such waits block the whole process. */
  readonly busyTimeoutMs?: number;
  /** The path to be named in errors where this is a copy of what is there. */
  readonly shownAs?: string;
  /** It is to rest, and answers then what it was asked before. */
  readonly rests?: boolean;
  /** What SQLite threw about the file, as the project's error; without, it is taken for the log. */
  readonly translate?: (thrown: unknown, path: string) => Error;
}

/** @throws {SyncError} `LOG_DAMAGED`, `CONFIG` (not allowed), `LOCKED`, `DISK_FULL`. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const { translate = logError, shownAs = path } = options;
  const statements = new Map<string, RestingStatement>();
  let database = connect(path, options);
  let isUsed = true;
  let isClosed = false;
  /** The file that it rests on; `null`: it does not rest. */
  let restsOn: { readonly place: string; readonly signature: string | null } | null = null;
  const remembered = options.rests === true ? createRemembered() : null;
  /** Looked at once between two calls of `rest`. */
  let isAsLeft = false;

  function connection(): DatabaseSync {
    isUsed = true;
    if (isClosed || restsOn === null) return database;
    if (placeOf(path) !== restsOn.place) throw replaced(shownAs);
    database = connect(path, options);
    restsOn = null;
    return database;
  }

  const ask: Ask | null = remembered === null ? null : ({ sql, kind, cells }, read) => {
    if (isClosed) return read();
    if (!isQuery(sql)) {
      remembered.forget();
      return read();
    }
    // Most have no cells: the text of the statement is kept once for all databases then.
    const plain = cells.length === 0 ? sql : `${sql} ${JSON.stringify(cells)}`;
    const question = kind === "all" ? plain : `1 ${plain}`;
    // Of one task it is asked since that one is worked on.
    if (restsOn !== null && cells.length === 0) remembered.expect(question, read);
    const known = restsOn === null ? null : remembered.find(question);
    if (known !== null && isStillAsLeft()) return known.answer as ReturnType<typeof read>;
    const answer = read();
    remembered.note(question, answer);
    return answer;
  };

  function isStillAsLeft(): boolean {
    isAsLeft ||= restsOn !== null && restsOn.signature !== null &&
      signatureOf(path) === restsOn.signature;
    if (!isAsLeft) remembered?.forget();
    return isAsLeft;
  }

  const common = {
    connection,
    ask,
    onWrite: () => remembered?.forget(),
    translate: (thrown: unknown) => isClosed ? closed(shownAs) : translate(thrown, shownAs),
  };

  function askAhead(): void {
    try {
      remembered?.askAhead();
    } catch (thrown) {
      // Whoever asks is told.
      if (!(thrown instanceof SyncError)) throw thrown;
    }
  }

  function statement(sql: string): Statement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = createStatement(sql, common);
    statements.set(sql, made);
    return made;
  }

  function exec(sql: string): void {
    remembered?.forget();
    try {
      connection().exec(sql);
    } catch (thrown) {
      throw translate(thrown, shownAs);
    }
  }

  /** Pages of the file, which the system has as well. */
  const forgetting = memory.onGiveBack(() => {
    if (!isClosed && restsOn === null) database.exec("PRAGMA shrink_memory");
  });

  function rollBack(): void {
    remembered?.forget();
    if (database.isTransaction) database.exec("ROLLBACK");
  }

  const begin = statement("BEGIN IMMEDIATE");
  const beginReading = statement("BEGIN");
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
        rollBack();
        throw thrown;
      }
    },
    undone(work, isWriting) {
      (isWriting === "writing" ? begin : beginReading).run();
      try {
        return work();
      } finally {
        rollBack();
      }
    },
    get commits() {
      return commits;
    },
    rest() {
      isAsLeft = false;
      if (isClosed || restsOn !== null) return;
      if (isUsed || database.isTransaction) return void (isUsed = false);
      const place = ifSeen(() => placeOf(path));
      if (place === null) return;
      askAhead();
      for (const each of statements.values()) each.forget();
      database.close();
      restsOn = { place, signature: remembered === null ? null : signatureOf(path) };
    },
    close() {
      forgetting[Symbol.dispose]();
      if (!isClosed && restsOn === null) database.close();
      isClosed = true;
    },
  };
}

/** `-`: there is nothing. */
function placeOf(path: string): string {
  const found = files.facts(path);
  return found === null ? "-" : `${found.dev}:${found.ino}`;
}

/** Of what is there, and of what a reader elsewhere may have kept from being brought into it. */
function signatureOf(path: string): string | null {
  return ifSeen(() =>
    [path, `${path}-wal`].map((each) => {
      const found = files.facts(each);
      return found === null ? "-" : `${found.dev}:${found.ino}:${found.size}:${found.modifiedMs}`;
    }).join()
  );
}

/** `null`: nobody may look now; its own users find out why. */
function ifSeen(look: () => string): string | null {
  try {
    return look();
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
    return null;
  }
}

function replaced(path: string): SyncError {
  return new SyncError("LOG_DAMAGED", `Cannot use ${path}: it is gone, or another file is there`, {
    hint: "Start the program anew: it looks at what is there now.",
  });
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
