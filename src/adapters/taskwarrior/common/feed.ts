import type { Json } from "@/domain/json.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** What the data folder itself tells of changes, without starting `task`. */
export interface Feed {
  /** Where the data stand now: everything up to it is in any export made afterwards. */
  mark(): Json;
  /** What was recorded since the mark. `now` is a mark of the moment before the answer. */
  since(mark: Json): Recorded;
  /** Those recorded states that the data still hold, by UUID; none where only an export can tell. */
  confirmed(changes: readonly RecordedChange[]): ReadonlyMap<string, TaskObject>;
  /** Those of the tasks that the data themselves tell, given a mark at which no command was half done. */
  lookUp(uuids: ReadonlySet<string>, mark: Json): ReadonlyMap<string, TaskObject>;
  /** Of tasks that are not there any more: those that Taskwarrior's own record says were deleted. */
  deletedOnes(uuids: ReadonlySet<string>): ReadonlySet<string>;
}

export type Recorded =
  | { readonly kind: "nothing"; readonly now: Json }
  | { readonly kind: "some"; readonly now: Json; readonly changes: readonly RecordedChange[] }
  /** A command is in the middle of its writes, or was undone: to be asked again, at last `unknown`. */
  | Uncertain<"unsettled">
  /** Undo, purge, gc, another folder …: only a comparison of everything can tell. */
  | Uncertain<"unknown">;

interface Uncertain<Kind extends string> {
  readonly kind: Kind;
  readonly now: Json;
  readonly because: string;
  /** True, but maybe not all that happened; empty where the record was replaced. */
  readonly changes: readonly RecordedChange[];
}

/** In the order in which they were recorded; several for one task are possible. */
export type RecordedChange =
  /** 2.6: the task as it was written. */
  | {
    readonly kind: "state";
    readonly uuid: string;
    readonly object: TaskObject;
    /** What was recorded, to the letter. */
    readonly json: string;
    /** Its line in the data files; `null`: not known for certain. */
    readonly stored: string | null;
  }
  /** 3: one property, as stored there; `null`: absent. */
  | {
    readonly kind: "property";
    readonly uuid: string;
    readonly property: string;
    readonly before: string | null;
    readonly after: string | null;
    /** Changes of one command carry the same. */
    readonly command: number;
    /** Its id among all operations. */
    readonly operation: number;
  }
  | { readonly kind: "created"; readonly uuid: string; readonly operation: number }
  | { readonly kind: "removed"; readonly uuid: string; readonly wasDeleted: boolean };
