import { SyncError } from "@/domain/errors.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type {
  NumberedOperation,
  StoredTasks,
  TaskDatabase,
  WritableTasks,
} from "@/adapters/taskwarrior/v3/task_database.ts";
import type { MemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";
import type { StoredTask } from "@tests/simulation/taskwarrior/schema.ts";

/** What the database of Taskwarrior 3 holds; tasks without their `uuid`. */
export interface Content3 {
  readonly tasks: ReadonlyMap<string, StoredTask>;
  readonly operations: readonly NumberedOperation[];
  /** Highest id ever given to an operation. */
  readonly highest: number;
  /** Numbers that a person can type, by UUID. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** The database in memory; a small file stands for it, so that it has an inode, a time and a size. */
export interface MemoryDatabase extends TaskDatabase {
  readonly content: Content3;
  /** A change by `task` itself, at once. @throws with a `code` where there is no room. */
  change(use: (stored: WritableTasks) => void): void;
  /** Takes everything back to the newest undo point; false: there is nothing. */
  undo(): boolean;
  /** Numbers the open tasks anew. */
  renumber(): void;
  replace(content: Content3): void;
}

export const emptyContent: Content3 = {
  tasks: new Map(),
  operations: [],
  highest: 0,
  numbers: new Map(),
};

export function createMemoryDatabase(files: MemoryFiles, folder: string): MemoryDatabase {
  const path = `${folder}/taskchampion.sqlite3`;
  let content = emptyContent;
  let changes = 0;

  function put(next: Content3): void {
    files.write(path, `${(changes += 1)}`.padStart(64, "0"));
    content = next;
  }

  function changed<T>(use: (stored: WritableTasks) => T): T {
    const draft = draftOf(content);
    const value = use(writableTasks(draft));
    if (draft.isChanged) put(draft);
    return value;
  }

  return {
    path,
    get content() {
      return content;
    },
    identity: () => files.stat(path)?.inode ?? null,
    read: (use) => use(storedTasks(content)),
    write(use) {
      if (files.isHeld) return { kind: "busy" };
      try {
        return { kind: "done", value: changed(use) };
      } catch (error) {
        throw isFull(error) ? unwritable(path, error) : error;
      }
    },
    change: (use) => changed(use),
    undo() {
      const { operations } = content;
      const from = operations.findLastIndex(({ operation }) => operation === "UndoPoint");
      if (from < 0) return false;
      const draft = draftOf(content);
      for (const { operation } of operations.slice(from).toReversed()) takeBack(draft, operation);
      draft.operations.length = from;
      put({ ...draft, numbers: numbered(draft.tasks, content.numbers) });
      return true;
    },
    renumber() {
      const numbers = numbered(content.tasks, new Map());
      const isSame = numbers.size === content.numbers.size &&
        [...numbers].every(([uuid, number]) => content.numbers.get(uuid) === number);
      if (!isSame) put({ ...content, numbers });
    },
    replace: (next) => void (content = next),
  };
}

interface Draft extends Content3 {
  readonly tasks: Map<string, StoredTask>;
  readonly operations: NumberedOperation[];
  readonly numbers: Map<string, number>;
  highest: number;
  isChanged: boolean;
}

function draftOf({ tasks, operations, highest, numbers }: Content3): Draft {
  return {
    tasks: new Map(tasks),
    operations: [...operations],
    numbers: new Map(numbers),
    highest,
    isChanged: false,
  };
}

function writableTasks(draft: Draft): WritableTasks {
  return {
    strangeBecause: () => null,
    task: (uuid) => draft.tasks.get(uuid),
    setTask(uuid, stored) {
      draft.isChanged = true;
      draft.tasks.set(uuid, stored);
    },
    giveNumber(uuid) {
      if (draft.numbers.has(uuid)) return;
      draft.isChanged = true;
      draft.numbers.set(uuid, Math.max(0, ...draft.numbers.values()) + 1);
    },
    addOperation(operation) {
      draft.isChanged = true;
      draft.highest += 1;
      draft.operations.push({ id: draft.highest, operation });
      if (operation !== "UndoPoint" && "Delete" in operation) {
        draft.tasks.delete(operation.Delete.uuid);
      }
      return draft.highest;
    },
  };
}

function storedTasks({ tasks, operations, highest, numbers }: Content3): StoredTasks {
  const at = (id: number) => lowerBound(operations, id);
  return {
    strangeBecause: () => null,
    task: (uuid) => tasks.get(uuid),
    isMade: () => true,
    count: () => tasks.size,
    uuids: () => [...tasks.keys()],
    position: () => ({ last: operations.at(-1)?.id ?? 0, highest, synced: null }),
    hasOperation: (id) => operations[at(id)]?.id === id,
    operations: (after, upTo) => operations.slice(at(after + 1), at(upTo + 1)),
    lastDelete(uuid) {
      const found = operations.findLast(({ operation }) =>
        operation !== null && operation !== "UndoPoint" && "Delete" in operation &&
        operation.Delete.uuid === uuid
      );
      return found?.operation ?? null;
    },
    numbered: (number) => [...numbers].find(([, each]) => each === number)?.[0] ?? null,
  };
}

/** Where the first operation of this id or a higher one stands. */
function lowerBound(operations: readonly NumberedOperation[], id: number): number {
  let [low, high] = [0, operations.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((operations[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function takeBack({ tasks }: Draft, operation: Operation | null): void {
  if (operation === null || operation === "UndoPoint") return;
  if ("Create" in operation) tasks.delete(operation.Create.uuid);
  else if ("Delete" in operation) {
    tasks.set(operation.Delete.uuid, new Map(Object.entries(operation.Delete.old_task)));
  } else {
    const { uuid, property, old_value } = operation.Update;
    const task = new Map(tasks.get(uuid));
    if (old_value === null) task.delete(property);
    else task.set(property, old_value);
    tasks.set(uuid, task);
  }
}

/** Open tasks keep the number they have; others come after. */
function numbered(
  tasks: ReadonlyMap<string, StoredTask>,
  known: ReadonlyMap<string, number>,
): Map<string, number> {
  const open = [...tasks].filter(([, task]) =>
    task.get("status") === "pending" || task.get("status") === "recurring"
  ).map(([uuid]) => uuid);
  const numbers = new Map([...known].filter(([uuid]) => open.includes(uuid)));
  let next = Math.max(0, ...numbers.values()) + 1;
  for (const uuid of open) if (!numbers.has(uuid)) numbers.set(uuid, next++);
  return numbers;
}

function isFull(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

function unwritable(path: string, cause: Error): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: Taskwarrior's database cannot be written (${path}: ${cause.message})`,
    { retryable: true, cause },
  );
}
