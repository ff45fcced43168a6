import type { Runtime } from "@/ports/runtime.ts";
import type {
  DirectChange,
  DirectWriter,
  DirectWritten,
} from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import { applyChange, type StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import { storedChange, unfitBecause } from "@/adapters/taskwarrior/stored/stored_change.ts";
import { exportedOf, type Kinds } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { WritableTasks } from "@/adapters/taskwarrior/v3/task_database.ts";

/** `unknown`: the rows are of a form in which nothing may be written. */
export type Attempt =
  | { readonly kind: "done"; readonly written: DirectWritten }
  | { readonly kind: "unknown"; readonly because: string };

interface Asked {
  readonly uuids: ReadonlySet<string>;
  readonly decide: Parameters<DirectWriter["write"]>[1];
}

interface ChangeDeps {
  readonly kinds: Kinds;
  readonly runtime: Pick<Runtime, "now">;
}

/** Writes what `decide` makes of the tasks as they are, as one step that `task undo` takes back. */
export function changeRows(
  tasks: WritableTasks,
  { uuids, decide }: Asked,
  deps: ChangeDeps,
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
  readonly deps: ChangeDeps;
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
