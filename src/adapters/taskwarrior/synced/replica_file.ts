import { files } from "@system/files.ts";
import { DatabaseSync } from "node:sqlite";
import { join } from "@/ports/paths.ts";
import type { VersionId } from "@/ports/version_server.ts";
import { isOfSqlite } from "@/ports/sqlite_fault.ts";
import { unwritable } from "@/adapters/taskwarrior/common/database_errors.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import { type Prepared, statementsOf } from "@/adapters/taskwarrior/v3/prepared.ts";
import { readIn, systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import { applyTo, firstEditMs, noteOwn } from "@/adapters/taskwarrior/synced/apply_operation.ts";
import {
  type ReplicaRows,
  rowsIn,
  type Step,
  type Unseen,
} from "@/adapters/taskwarrior/synced/replica_rows.ts";
import { replicaSchema } from "@/adapters/taskwarrior/synced/replica_schema.ts";
import type { SyncOperation } from "@/adapters/taskwarrior/synced/segment.ts";

/**
 * A replica's database, which only processes of this engine write: in the form of Taskwarrior's own, so that what reads one reads the
 * other. It holds nothing that was not sent. Each call is done in one transaction or not at all, so a version and the
 * note that it is in go together; where another process was quicker, nothing is done. @throws {SyncError} `TASK_FAILED`.
 */
export interface ReplicaFile {
  readonly folder: string;
  /** For whoever reads it as Taskwarrior's own: by the connection that is kept. */
  readonly database: TaskDatabase;
  /** Where it is not there. */
  make(): void;
  /** The version that it is at. */
  base(): VersionId;
  /** The same without opening it; `null`: it is not known, or another file is there. */
  knownBase(): VersionId | null;
  /** Whether it has been at this version. */
  hasBeenAt(version: VersionId): boolean;
  /** What others did. */
  apply(step: Step, operations: readonly SyncOperation[]): void;
  /** What we did, with the ids that the operations are to have: those after `lastOperation`. */
  applyOwn(step: Step, own: OwnChange): void;
  /** All tasks are to be these. */
  replace(step: Step, tasks: ReadonlyMap<string, StoredTask>, at: Date): void;
  tasks(): ReadonlyMap<string, StoredTask>;
  /** What of ours was replaced by edits that had not seen it, of these tasks. */
  unseen(uuids: readonly string[]): readonly Unseen[];
  /** Closes what is kept open where it was not used since the last call. */
  rest(): void;
}

interface OwnChange {
  readonly rows: ReadonlyMap<string, StoredTask>;
  /** Id of the newest operation before. */
  readonly after: number;
  readonly operations: readonly Operation[];
  /** When the server had it. */
  readonly sentMs: number;
}

interface Kept {
  readonly database: DatabaseSync;
  readonly prepared: Prepared;
  readonly inode: number | null;
}

export function openReplicaFile(folder: string): ReplicaFile {
  const path = join(folder, "taskchampion.sqlite3");

  let isUsed = false;
  let kept: Kept | null = null;

  const inodeNow = () => files.facts(path)?.ino ?? null;
  /** The file that has its tables, and the version that it was at last. */
  let madeIn: number | null = null;
  let known: { readonly base: VersionId; readonly inode: number | null } | null = null;

  function note(base: VersionId): VersionId {
    known = { base, inode: inodeNow() };
    return base;
  }

  /** Kept open, so that a commit is one write to the disk; another one once another file is there. */
  function connect(): Kept {
    isUsed = true;
    if (kept !== null && kept.inode === inodeNow()) return kept;
    kept?.database.close();
    kept = null;
    const database = new DatabaseSync(path, { timeout: 5_000 });
    database.exec("PRAGMA journal_mode = WAL");
    kept = { database, prepared: statementsOf(database), inode: inodeNow() };
    return kept;
  }

  function use<T>(work: (kept: Kept) => T): T {
    try {
      return work(connect());
    } catch (error) {
      throw isOfSqlite(error) ? unwritable(path, error) : error;
    }
  }

  /** Nobody has read anything before the first version: then all is read, and no operation is asked for. */
  const inTransaction = (step: Step, work: (rows: ReplicaRows) => void): void =>
    void use(({ database, prepared }) =>
      atOnce(database, () => {
        known = null;
        const rows = rowsIn(prepared, step.isFirst !== true);
        if (!rows.move(step)) return false;
        work(rows);
        rows.flush();
        return true;
      }) && note(step.to)
    );

  const own = systemDatabase(folder);
  const database: TaskDatabase = {
    ...own,
    // One that is not there is not made by looking at it.
    read: (work) =>
      inodeNow() === null ? own.read(work) : readIn(path, work, () => ({
        prepared: connect().prepared,
        [Symbol.dispose]() {},
      })),
  };

  return {
    folder,
    database,
    make() {
      if (madeIn !== null && madeIn === inodeNow()) return;
      if (files.facts(folder) === null) files.makeFolder(folder, 0o700);
      use(({ database }) => {
        const isMade = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'own_versions'");
        if (isMade.get() !== undefined) return;
        atOnce(database, () => {
          if (isMade.get() === undefined) database.exec(replicaSchema);
        });
      });
      madeIn = inodeNow();
    },
    base: () => use(({ prepared }) => note(rowsIn(prepared).base())),
    knownBase: () => known !== null && known.inode === inodeNow() ? known.base : null,
    hasBeenAt: (version) => use(({ prepared }) => rowsIn(prepared).hasBeenAt(version)),
    tasks: () => use(({ prepared }) => rowsIn(prepared).all()),
    rest() {
      if (isUsed) return void (isUsed = false);
      kept?.database.close();
      kept = null;
    },
    unseen: (uuids) => use(({ prepared }) => rowsIn(prepared).unseen(uuids)),
    apply: (step, operations) =>
      inTransaction(step, (rows) => {
        const sinceMs = firstEditMs(operations);
        for (const operation of operations) applyTo(rows, operation, sinceMs);
      }),
    applyOwn: (step, own) =>
      inTransaction(step, (rows) => {
        for (const [uuid, stored] of own.rows) rows.set(uuid, stored);
        own.operations.forEach((each, at) => {
          rows.addOperation(each, own.after + 1 + at);
          noteOwn(rows, each, own.sentMs);
        });
      }),
    replace: (step, tasks, at) =>
      inTransaction(step, (rows) => {
        const before = rows.all();
        for (const operation of operationsBetween(before, tasks, at)) {
          applyTo(rows, operation, Infinity);
        }
      }),
  };
}

function atOnce<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    database.exec("COMMIT");
    return value;
  } catch (thrown) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw thrown;
  }
}

function operationsBetween(
  before: ReadonlyMap<string, StoredTask>,
  after: ReadonlyMap<string, StoredTask>,
  at: Date,
): readonly SyncOperation[] {
  const timestamp = at.toISOString();
  const removed = [...before.keys()].filter((uuid) => !after.has(uuid));
  return [
    ...removed.map((uuid) => ({ Delete: { uuid } })),
    ...[...after].flatMap(([uuid, stored]): SyncOperation[] => {
      const old = before.get(uuid);
      const names = new Set([...old?.keys() ?? [], ...stored.keys()]);
      const changed = [...names].filter((name) => old?.get(name) !== stored.get(name));
      return [
        ...old === undefined ? [{ Create: { uuid } }] : [],
        ...changed.map((property) => ({
          Update: { uuid, property, value: stored.get(property) ?? null, timestamp },
        })),
      ];
    }),
  ];
}
