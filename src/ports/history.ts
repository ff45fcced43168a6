import type { FieldChange, Operation, OperationKind, PresenceChange } from "@/domain/operation.ts";
import type { NamedTask } from "@/ports/operations.ts";
import type { ToldTask } from "@/ports/told_task.ts";

/** Which operations are asked for; `null`: whatever it is. */
export interface HistoryFilter {
  /** Named as for `Inspect.find`. */
  readonly task: string | null;
  /** Not before that: a point, see {@link Point}. */
  readonly since: Point | null;
  /** A side, `here`, or an agent's name. */
  readonly by: string | null;
  readonly kind: OperationKind | null;
  /** Occurs in a title or in a value, whatever its case. */
  readonly text: string | null;
  /** As Taskwarrior writes it; those below it too. */
  readonly project: string | null;
  readonly label: string | null;
  /** At most so many. */
  readonly n: number;
  /** Older than the one at this position. */
  readonly before: number | null;
}

/** All that happened, a page of it. */
export const everything: HistoryFilter = {
  task: null,
  since: null,
  by: null,
  kind: null,
  text: null,
  project: null,
  label: null,
  n: 30,
  before: null,
};

/** An ISO instant; `op-N`: right after that operation; `@-N`: before the last N of them; `now`. */
export type Point = string;

/** The newest first. */
export interface HistoryPage {
  readonly task: NamedTask | null;
  readonly operations: readonly Operation[];
  /** For `before`, where there may be more; `null`: that was all. */
  readonly next: number | null;
}

interface TaskDiff extends NamedTask {
  readonly changes: readonly FieldChange[];
  readonly presence: readonly PresenceChange[];
}

export interface HistoryDiff {
  /** Log positions of the two points. */
  readonly from: number;
  readonly to: number;
  readonly tasks: readonly TaskDiff[];
  /** Whether there are more tasks than are told. */
  readonly isCut: boolean;
}

/** What the log tells of before; changes nothing. */
export interface History {
  list(filter: HistoryFilter, signal: AbortSignal): Promise<HistoryPage>;
  /** With all its parts. @throws {SyncError} `NOT_FOUND` */
  operation(position: number, signal: AbortSignal): Promise<Operation>;
  /** `task` `null`: of all tasks. @throws {SyncError} `NOT_FOUND`, `USAGE` */
  diff(
    asked: { readonly task: string | null; readonly at: Point; readonly to: Point | null },
    signal: AbortSignal,
  ): Promise<HistoryDiff>;
  /** @throws {SyncError} `NOT_FOUND`: it was on neither side then. */
  taskAt(task: string, at: Point, signal: AbortSignal): Promise<ToldTask>;
  /** All that were on a side then, in the order of `Inspect.tasks`. */
  tasksAt(at: Point, signal: AbortSignal): Promise<readonly ToldTask[]>;
}
