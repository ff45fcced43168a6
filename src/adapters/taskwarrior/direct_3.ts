import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import type {
  DirectChange,
  DirectWriter,
  DirectWritten,
} from "@/adapters/taskwarrior/direct_writer.ts";
import type { Exported } from "@/adapters/taskwarrior/export.ts";
import { applyChange, type StoredTask } from "@/adapters/taskwarrior/operations_3.ts";
import { storedChange, unfitBecause } from "@/adapters/taskwarrior/stored_change.ts";
import { exportedOf, type Kinds } from "@/adapters/taskwarrior/stored_property.ts";
import type { TaskDatabase, WritableTasks } from "@/adapters/taskwarrior/task_database.ts";
import { unwritableHint } from "@/adapters/taskwarrior/unwritable.ts";

export interface DirectWriter3Deps {
  readonly database: TaskDatabase;
  readonly runtime: Runtime;
  readonly kinds: Kinds;
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
  const { database, runtime } = deps;
  return {
    isMade: () => database.identity() !== null,
    async write(uuids, decide) {
      const untilMs = runtime.elapsed() + patienceMs;
      for (;;) {
        await sleep(runtime, 0);
        const identity = database.identity();
        if (identity === null) {
          return await leaveToImport("there is no database yet", uuids, decide);
        }
        const done = database.write((stored) => inTransaction(stored, uuids, decide));
        if (done.kind === "done") {
          const attempt = done.value;
          if (attempt.kind === "unknown") {
            return await leaveToImport(attempt.because, uuids, decide);
          }
          if (database.identity() !== identity) throw replaced(database.path);
          return attempt.written;
        }
        if (runtime.elapsed() > untilMs) throw locked(database.path);
        deps.onBusy?.();
        await sleep(runtime, 4 + runtime.random() * 16);
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
    tasks: WritableTasks,
    uuids: ReadonlySet<string>,
    decide: Parameters<DirectWriter["write"]>[1],
  ): Attempt {
    const strange = tasks.strangeBecause();
    if (strange !== null) return { kind: "unknown", because: strange };
    const rows = rowsOf(tasks, uuids);
    const unfit = new Map<string, string>();
    const ids = store(tasks, decide(exported(rows, deps.kinds)), { rows, unfit, deps });
    const isOwn: DirectWritten["isOwn"] = (change) =>
      "operation" in change && ids !== null && change.operation >= ids.first &&
      change.operation <= ids.last;
    return {
      kind: "done",
      written: { tasks: exported(rowsOf(tasks, uuids), deps.kinds), unfit, isOwn },
    };
  }
}

type Attempt =
  | { readonly kind: "done"; readonly written: DirectWritten }
  | { readonly kind: "unknown"; readonly because: string };

type Rows = ReadonlyMap<string, StoredTask>;

function rowsOf(tasks: WritableTasks, uuids: ReadonlySet<string>): Rows {
  return new Map(
    [...uuids].flatMap((uuid): [string, StoredTask][] => {
      const stored = tasks.task(uuid);
      return stored === undefined ? [] : [[uuid, stored]];
    }),
  );
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
  tasks: WritableTasks,
  changes: readonly DirectChange[],
  { rows, unfit, deps: { kinds: { isDate }, runtime } }: Storing,
): { readonly first: number; readonly last: number } | null {
  let ids: { readonly first: number; readonly last: number } | null = null;
  for (const { uuid, base, object, editedAt } of changes) {
    const change = storedChange(base, object, { isDate, editedAt });
    const because = unfitBecause(change, { isDate });
    if (because !== null) unfit.set(uuid, because);
    const applied = because === null ? applyChange(rows.get(uuid), change, runtime.now()) : null;
    if (applied === null) continue;
    const first: number = ids?.first ?? tasks.addOperation("UndoPoint");
    for (const operation of applied.operations) {
      ids = { first, last: tasks.addOperation(operation) };
    }
    tasks.setTask(uuid, applied.stored);
    if (applied.becomesOpen) tasks.giveNumber(uuid);
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
