import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import type { StoredTasks, WritableTasks } from "@/adapters/taskwarrior/v3/task_database.ts";

interface DraftRows extends WritableTasks {
  readonly changed: ReadonlyMap<string, StoredTask>;
  readonly operations: readonly Operation[];
}

/** What would be written, over what is stored, which stays as it is. `after`: id of the newest operation. */
export function draftOver(stored: StoredTasks, after: number): DraftRows {
  const changed = new Map<string, StoredTask>();
  const operations: Operation[] = [];
  return {
    changed,
    operations,
    strangeBecause: stored.strangeBecause,
    task: (uuid) => changed.get(uuid) ?? stored.task(uuid),
    setTask: (uuid, task) => void changed.set(uuid, task),
    // Numbers are for those who type them: each replica has its own.
    giveNumber() {},
    addOperation: (operation) => after + operations.push(operation),
  };
}
