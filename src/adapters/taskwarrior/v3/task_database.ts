import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { StoredTask } from "@/adapters/taskwarrior/v3/operations_3.ts";
import type { Held } from "@/adapters/taskwarrior/stored/task_files.ts";

/** The database in which Taskwarrior 3 keeps its tasks and every change of them. */
export interface TaskDatabase {
  /** Names it in messages. */
  readonly path: string;
  /** Which one it is: another number where another one was put in its place; `null`: there is none. */
  identity(): number | null;
  /** As it is at one moment. @throws {SyncError} `TASK_FAILED`, with the file's name. */
  read<T>(use: (stored: StoredTasks) => T): T;
  /**
   * All that `use` does or, where it throws, nothing of it; nobody else writes meanwhile. `busy`: somebody else
   * does now. @throws {SyncError} `TASK_FAILED`: nothing was written.
   */
  write<T>(use: (stored: WritableTasks) => T): Held<T>;
}

export interface StoredTasks extends TaskRows {
  /** Whether the tables are there: a database can be made without them. */
  isMade(): boolean;
  count(): number;
  uuids(): readonly string[];
  position(): OperationPosition;
  hasOperation(id: number): boolean;
  /** In order; `operation` is `null` where it is of a form that is not known. */
  operations(after: number, upTo: number): readonly NumberedOperation[];
  /** The newest operation that took this task away. */
  lastDelete(uuid: string): Operation | null;
  /** UUID of the task with this number; `null`: there is none. */
  numbered(number: number): string | null;
}

export interface OperationPosition {
  /** Id of the newest operation; 0: none. */
  readonly last: number;
  /** Highest id ever given; less than before means an older copy of the file. */
  readonly highest: number;
  /** Version of the last `task sync`; the first one can bring tasks without operations. */
  readonly synced: string | null;
}

export interface NumberedOperation {
  readonly id: number;
  readonly operation: Operation | null;
}

interface TaskRows {
  /** Why it is not known well enough to be read or written by its tables; `null`: it is. */
  strangeBecause(): string | null;
  /** @throws {SyncError} `TASK_FAILED` where what is stored is damaged. */
  task(uuid: string): StoredTask | undefined;
}

export interface WritableTasks extends TaskRows {
  setTask(uuid: string, stored: StoredTask): void;
  /** Gives a number that a person can type, where it has none. */
  giveNumber(uuid: string): void;
  /** Its id. */
  addOperation(operation: Operation): number;
}
