import type { Watch } from "@/adapters/taskwarrior/common/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import type { OwnRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import type { Instant } from "@/domain/task.ts";

/** What a task is to become. */
export interface DirectChange {
  readonly uuid: string;
  /** As it was given to `decide`; `undefined`: not there. */
  readonly base: TaskObject | undefined;
  /** The whole task, as it would be given to `task import`. */
  readonly object: TaskObject;
  /** When the edit was made that it carries over; `null`: not known. */
  readonly editedAt: Instant | null;
}

/**
 * Says what the tasks become, given them as they are: pure, and quick, for others wait meanwhile. `unknown`: those
 * that are there in a form that only Taskwarrior itself can read. `destroyed`: those of which another command has
 * destroyed something that is to be written again first.
 */
type Decide = (
  tasks: Exported,
  unknown?: ReadonlySet<string>,
  destroyed?: ReadonlySet<string>,
) => readonly DirectChange[];

export interface DirectWritten {
  /** The tasks asked for as they stand now, as an export would show them. */
  readonly tasks: Exported;
  /** Of the tasks to be changed, those that only an import can write, with why; nothing of them was written. */
  readonly unfit: ReadonlyMap<string, string>;
  /** Whether a change that the feed tells of is one that this write made. */
  readonly isOwn: (change: RecordedChange) => boolean;
  /** 2.6: what is to be looked after, for a command that had read the files before can still destroy it. */
  readonly own?: OwnRange;
}

/**
 * Writes tasks straight into Taskwarrior's data, so that the outcome is the one of `task import` under
 * neutral settings and without hooks, but for this: nobody's write comes between the reading of a task
 * and its writing. All changes of one call are stored or none is.
 */
export interface DirectWriter {
  /** Whether there is what it writes into: else an import is to make it. */
  isMade(): boolean;
  /**
   * `watch`: of our writes before.
   * @throws {SyncError} Nothing was written: `TASK_FAILED`, retryable where somebody else must let go first.
   */
  write(
    uuids: ReadonlySet<string>,
    decide: Decide,
    watch?: Watch | null,
  ): Promise<DirectWritten>;
}
