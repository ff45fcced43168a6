import type { EditConditions } from "@/domain/decide/edit_task.ts";
import type { TaskChange } from "@/domain/task_change.ts";
import type { ErrorCode } from "@/domain/errors.ts";
import type { LinkReason, MadeByCreate, TaskEvent } from "@/domain/events.ts";
import type { ClaimToShow } from "@/domain/decide/mirror_claim.ts";
import type { OperationOrigin } from "@/domain/operation_origin.ts";
import type { Patch } from "@/domain/push.ts";
import type {
  Comment,
  Field,
  Instant,
  PresentReading,
  Reading,
  SetField,
  Side,
  Task,
} from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

/** They are to go on the other side as well, or to be made again where they went. */
export type HeldAnswer = "let go" | "bring back";

/** What an actor can be asked to do with its pair of tasks. */
export type TaskCommand = Asked & {
  /** What it is to be called where the command itself does not tell. */
  readonly operation?: OperationOrigin;
};

type Asked =
  /** «Look at this task»: what was read, of one side or both; with nothing read, settle again. */
  | {
    readonly type: "Look";
    readonly readings: readonly { readonly side: Side; readonly reading: Reading }[];
    readonly link?: { readonly vikunjaId: number; readonly because: LinkReason };
    /** The stream that has the Vikunja task of the link until now, and nothing in Taskwarrior: it lets go of it. */
    readonly takesFrom?: string;
    /** The assignee that showed the claim of the date before: still there, to be taken away. */
    readonly assignee?: string;
  }
  | {
    readonly type: "ConfirmPush";
    readonly side: Side;
    readonly request: number;
    readonly reading: Reading;
    readonly comments: readonly { readonly from: string; readonly to: string }[];
    readonly leftOut: readonly string[];
    readonly lacks?: Patch;
    /** The earlier request that had made the task. */
    readonly made?: number;
    /** The task with what the write may have replaced unseen. */
    readonly doubtful?: Task;
    readonly undone?: Patch;
  }
  /** The values it was to replace are gone: nothing was written, this is what is there. */
  | {
    readonly type: "RefusePush";
    readonly side: Side;
    readonly request: number;
    readonly reading: Reading;
    readonly doubtful?: Task;
  }
  | {
    readonly type: "FailPush";
    readonly side: Side;
    readonly request: number;
    readonly code: ErrorCode;
    readonly message: string;
    /** `null`: not again by itself. */
    readonly retryAt: string | null;
    /** Nothing was sent: others had just failed. */
    readonly untried?: true;
    /** It is known that nothing was written. */
    readonly unwritten?: true;
    /** What a create has made all the same. */
    readonly made?: MadeByCreate;
    /** It had been given up when this try began, which somebody asked for all the same. */
    readonly evenDead?: true;
  }
  /** Whether what waits is still wanted: what is selected, and which way it goes, may have changed since. */
  | { readonly type: "CheckSettings" }
  /** A person does not want it tried again; nothing where there is none. */
  | { readonly type: "GiveUpPush"; readonly side: Side; readonly because: string }
  /** What a side would not take is asked for once more. */
  | { readonly type: "RetryLeftOut" }
  /** A person lets it rest that the two sides differ there, and what could not be worked on; or does so no more. */
  | { readonly type: "AcceptLeftOut"; readonly takenBack?: true }
  | {
    readonly type: "EditTask";
    readonly change: TaskChange;
    readonly conditions: EditConditions;
  }
  /** A new task, in a stream of its own. */
  | { readonly type: "AddTask"; readonly change: TaskChange }
  /** A change of before is taken back, as far as nobody has edited since what it left. */
  | { readonly type: "TakeBack"; readonly past: TaskPast }
  /** The side was put back to a backup that holds this of the task; `null`: it does not hold it. */
  | {
    readonly type: "BringBack";
    readonly side: Side;
    readonly reading: PresentReading | null;
    /** Fields whose value there is older than the last one seen. */
    readonly lost: readonly Field[];
    /** Elements that the backup holds of each set: all that are there now and not new since. */
    readonly held: Readonly<Partial<Record<SetField, readonly string[]>>>;
    /** Whether nobody changed the task there since the backup. */
    readonly isUntouched: boolean;
    /** All that were ever seen there of this task. */
    readonly seenComments: readonly Comment[];
  }
  /** A date that the dates before and after it show to be finished, as Vikunja held it. */
  | {
    readonly type: "RecordFinished";
    readonly vikunjaId: number;
    readonly task: Task;
    readonly doneAt: Instant;
    readonly next: string;
  }
  | { readonly type: "MirrorClaim"; readonly claim: ClaimToShow }
  /** A person says what is to become of a deletion that is held; nothing where it is not any more. */
  | { readonly type: "AnswerHeld"; readonly side: Side; readonly answer: HeldAnswer }
  /** `side` `null`: what was picked is taken back. */
  | { readonly type: "PickConflict"; readonly conflictId: string; readonly side: Side | null }
  | {
    readonly type: "RejectMessage";
    readonly message: string;
    readonly code: ErrorCode;
    readonly reason: string;
  };

/** Events of the stream itself, and what starts in another one in the same transaction. */
export interface Decision {
  readonly events: readonly TaskEvent[];
  readonly next: {
    readonly streamId: string;
    readonly command: Extract<TaskCommand, { type: "Look" }>;
    /** Finished in between, each in a stream of its own. */
    readonly between: readonly {
      readonly streamId: string;
      readonly command: Extract<TaskCommand, { type: "RecordFinished" }>;
    }[];
  } | null;
}
