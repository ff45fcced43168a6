import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { SyncError } from "@/domain/errors.ts";
import { inodeOf, writeDatabase } from "@/adapters/taskwarrior/database_3.ts";
import type {
  DirectChange,
  DirectWriter,
  DirectWritten,
} from "@/adapters/taskwarrior/direct_writer.ts";
import type { Exported } from "@/adapters/taskwarrior/export.ts";
import type { Operation } from "@/adapters/taskwarrior/operation_3.ts";
import { applyChange, type StoredTask } from "@/adapters/taskwarrior/operations_3.ts";
import { pause } from "@/adapters/taskwarrior/pause.ts";
import { storedChange, unfitBecause } from "@/adapters/taskwarrior/stored_change.ts";
import { exportedOf, type Kinds } from "@/adapters/taskwarrior/stored_property.ts";
import { unwritableHint } from "@/adapters/taskwarrior/unwritable.ts";

export interface DirectWriter3Deps {
  readonly folder: string;
  readonly kinds: Kinds;
  readonly now: () => Date;
  /** For a database that is not known well enough to be written. */
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
  /** Told before each further try, where somebody else holds the data. */
  readonly onBusy?: () => void;
}

/** `task sync` holds the lock over its calls of the network. */
const patienceMs = 20_000;

/**
 * Taskwarrior 3 keeps its tasks in SQLite, so a write is one transaction in which nobody else's can come
 * between: tasks, operations and numbers change together, and `task undo` takes all of it back as one step.
 */
export function createDirectWriter3(deps: DirectWriter3Deps): DirectWriter {
  const path = join(deps.folder, "taskchampion.sqlite3");
  return {
    async write(uuids, decide) {
      const untilMs = performance.now() + patienceMs;
      for (;;) {
        await pause(0);
        const inode = inodeOf(path);
        if (inode === null) return await leaveToImport("there is no database yet", uuids, decide);
        const done = writeDatabase(path, (database) => inTransaction(database, uuids, decide));
        if (done.kind === "unknown") return await leaveToImport(done.because, uuids, decide);
        if (done.kind === "done") {
          if (inodeOf(path) !== inode) throw replaced(path);
          return done.written;
        }
        if (performance.now() > untilMs) throw locked(path);
        deps.onBusy?.();
        await pause(4 + Math.random() * 16);
      }
    },
  };

  async function leaveToImport(
    because: string,
    uuids: ReadonlySet<string>,
    decide: Parameters<DirectWriter["write"]>[1],
  ): Promise<DirectWritten> {
    const tasks = await deps.exportOf(uuids);
    const unfit = new Map(decide(tasks).map(({ uuid }) => [uuid, because]));
    return { tasks, unfit, isOwn: () => false };
  }

  function inTransaction(
    database: DatabaseSync,
    uuids: ReadonlySet<string>,
    decide: Parameters<DirectWriter["write"]>[1],
  ): Attempt {
    database.exec("BEGIN IMMEDIATE");
    const strange = strangeBecause(database);
    if (strange !== null) return { kind: "unknown", because: strange };
    const rows = new Map([...uuids].flatMap((uuid) => rowOf(database, uuid)));
    const unfit = new Map<string, string>();
    const ids = store(database, decide(exported(rows, deps.kinds)), { rows, unfit, deps });
    database.exec("COMMIT");
    const now = new Map([...uuids].flatMap((uuid) => rowOf(database, uuid)));
    const tasks = exported(now, deps.kinds);
    const isOwn: DirectWritten["isOwn"] = (change) =>
      "operation" in change && ids !== null && change.operation >= ids.first &&
      change.operation <= ids.last;
    return { kind: "done", written: { tasks, unfit, isOwn } };
  }
}

type Attempt =
  | { readonly kind: "done"; readonly written: DirectWritten }
  | { readonly kind: "unknown"; readonly because: string };

type Rows = ReadonlyMap<string, StoredTask>;

/** Known: 0.1 and 0.2. Versions of one first number can be used by each other's programs. */
function strangeBecause(database: DatabaseSync): string | null {
  const table = database.prepare(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'version'",
  );
  if (table.get() === undefined) return "its database is of an early version of Taskwarrior 3";
  const version = database.prepare("SELECT major, minor FROM version").get();
  const [major, minor] = [version?.["major"], version?.["minor"]];
  return major === 0 && (minor === 1 || minor === 2)
    ? null
    : `its database is of a version that is not known (${major}.${minor})`;
}

function rowOf(database: DatabaseSync, uuid: string): [string, StoredTask][] {
  const row = database.prepare("SELECT data FROM tasks WHERE uuid = ?").get(uuid);
  if (row === undefined) return [];
  return [[uuid, storedIn(String(row["data"]), uuid)]];
}

function storedIn(data: string, uuid: string): StoredTask {
  try {
    return new Map(Object.entries(JSON.parse(data)).map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw new SyncError("TASK_FAILED", `Cannot write tasks: what is stored of ${uuid} is damaged`, {
      cause,
      hint: "See whether `task export` still reads it; if not, bring the data back from a backup.",
    });
  }
}

function exported(rows: Rows, kinds: Kinds): Exported {
  return new Map([...rows].map(([uuid, stored]) => [uuid, exportedOf(uuid, stored, kinds)]));
}

interface Storing {
  readonly rows: Rows;
  readonly unfit: Map<string, string>;
  readonly deps: DirectWriter3Deps;
}

/** Ids of the operations; `null`: nothing was to be changed. */
function store(
  database: DatabaseSync,
  changes: readonly DirectChange[],
  { rows, unfit, deps: { kinds: { isDate }, now } }: Storing,
): { readonly first: number; readonly last: number } | null {
  const addOperation = database.prepare("INSERT INTO operations (data) VALUES (?)");
  const setTask = database.prepare("INSERT OR REPLACE INTO tasks (uuid, data) VALUES (?, ?)");
  const giveNumber = database.prepare(`INSERT INTO working_set (id, uuid)
    SELECT coalesce(max(id), 0) + 1, ?1 FROM working_set
    HAVING NOT EXISTS (SELECT 1 FROM working_set WHERE uuid = ?1)`);
  const add = (operation: Operation) =>
    Number(addOperation.run(JSON.stringify(operation)).lastInsertRowid);
  let ids: { readonly first: number; readonly last: number } | null = null;
  for (const { uuid, base, object, editedAt } of changes) {
    const change = storedChange(base, object, { isDate, editedAt });
    const because = unfitBecause(change, { isDate });
    if (because !== null) unfit.set(uuid, because);
    const applied = because === null ? applyChange(rows.get(uuid), change, now()) : null;
    if (applied === null) continue;
    const first: number = ids?.first ?? add("UndoPoint");
    for (const operation of applied.operations) ids = { first, last: add(operation) };
    setTask.run(uuid, JSON.stringify(Object.fromEntries(applied.stored)));
    if (applied.becomesOpen) giveNumber.run(uuid);
  }
  return ids;
}

function locked(path: string): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: another program has held the lock of ${path} for ${patienceMs / 1000} s`,
    { retryable: true, hint: "It may be a `task sync`; what is to be written is tried again." },
  );
}

function replaced(path: string): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: ${path} was replaced meanwhile`,
    { retryable: true, hint: unwritableHint },
  );
}
