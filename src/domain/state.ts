import { type ClaimState, type ShownClaim, unclaimed } from "@/domain/claim.ts";
import type { EditTime } from "@/domain/span.ts";
import type { Bases, CommentLink, ConflictReason, ConflictValue } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { LeftOutPart } from "@/domain/left_out_part.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Field, Instant, Side, Task } from "@/domain/task.ts";
import type { UnsureComment, UnsureCreate } from "@/domain/unsure_push.ts";

/**
 * `unknown`: never seen (or unlinked since); `missing`: gone without having been deleted;
 * `withdrawn`: out of our reach for now.
 */
type Presence = "unknown" | "present" | "deleted" | "missing" | "withdrawn";

export interface PendingPush {
  /** Version of the `PushRequested` event. */
  readonly request: number;
  readonly push: Push;
  readonly source: Patch;
  readonly requestedAt: string;
  /**
   * Of a merged value that neither side had: once it is there it holds the other side's edit, so that this
   * is what is agreed on then, and the rest of it is an edit of this side.
   */
  readonly settles: Bases | null;
  /**
   * When the first of the pushes was asked for that this one takes the place of and that may have
   * arrived in part; `null`: there is none.
   */
  readonly unsureSince: string | null;
  readonly attempts: number;
  /** Those of them that may have been carried out. */
  readonly unsureAttempts: number;
  /** Not tried again by itself. */
  readonly dead: boolean;
  /** The log says why it waits. */
  readonly isTold: boolean;
}

export interface SideState {
  readonly presence: Presence;
  readonly id: string | null;
  /** As last seen, also after it went. */
  readonly task: Task | null;
  readonly extra: JsonObject;
  readonly changedAt: Instant | null;
  /** Version of the event that last showed the task; 0: never. */
  readonly seenAtVersion: number;
  /** What both sides agreed on, in this side's form; a field that is absent was never agreed on. */
  readonly base: Partial<Task>;
  /** When the first observation showed the field differ from `base`. */
  readonly editedAt: Readonly<Partial<Record<Field, EditTime>>>;
  /** The values that our last push to this side replaced. */
  readonly replaced: Partial<Task>;
  /** Elements that this side did not take from the last push; asked again with the next change only. */
  readonly refused: Patch | null;
  /** What it said about them, in words. */
  readonly reasons: readonly string[];
  /** What was said last of what it does not hold. */
  readonly leftOut: readonly LeftOutPart[];
  /** Why it can be read and not be written; `null`: it can. */
  readonly readOnly: string | null;
  /** Where fields that were asked for were kept when it was last seen, by their names. */
  readonly places: Readonly<Record<string, string>>;
  /** Whether Taskwarrior's filter of the selection takes it; `null`: nobody asked. */
  readonly isTaken: boolean | null;
  /** Whether it went while the pair was outside of the selection. */
  readonly wentOutside: boolean;
  /** Why it is out of our reach, while it is. */
  readonly withdrawn: string | null;
  /** See {@link PendingPush.unsureSince}; of the push to come. */
  readonly unsureSince: string | null;
  /** What pushes before the pending one may have made here, oldest first; until one is confirmed. */
  readonly unsureCreates: readonly UnsureCreate[];
  readonly unsureComments: readonly UnsureComment[];
  readonly pending: PendingPush | null;
  /**
   * Of a task that went from there with many others: `held`, nothing is done about either side until a person
   * says; `wanted`: it is to be made again there.
   */
  readonly held: "held" | "wanted" | null;
}

export interface OpenConflict {
  readonly id: string;
  readonly field: Field | "deleted";
  readonly kept: ConflictValue;
  readonly lost: ConflictValue;
  readonly because: ConflictReason;
  /** Whether both sides have agreed on the field since. */
  readonly settled: boolean;
}

interface PickedConflict {
  readonly conflict: OpenConflict;
  readonly side: Side;
}

/** Names the fold; to be raised whenever `PairState` or `evolve` changes, so that old snapshots are not found. */
export const pairFold = "pair-12";

/** One pair of tasks, folded from its stream. */
export interface PairState {
  readonly streamId: string;
  readonly version: number;
  readonly vikunjaId: number | null;
  readonly taskwarrior: SideState;
  readonly vikunja: SideState;
  /** The Vikunja id last noted on the Taskwarrior task; taken away there, it is not noted again. */
  readonly notedLink: number | null;
  readonly comments: readonly CommentLink[];
  readonly conflicts: readonly OpenConflict[];
  /** The last ones that somebody picked a side of, so that it can be taken back. */
  readonly picked: readonly PickedConflict[];
  /** Set where this is a finished date of a repeating Vikunja task. */
  readonly finished: { readonly doneAt: Instant; readonly next: string } | null;
  /** Why the pair is outside of the selection; `null`: it is in it. */
  readonly outside: string | null;
  readonly claim: ClaimState;
  /** `null`: nothing shows, and nothing is left of what did. */
  readonly shown: ShownClaim | null;
  /** Sides of which something was seen that could not be decided on. */
  readonly rejected: readonly Side[];
  /** Version of the last event that changed the task itself (not its claim, not our writes to it); 0: none. */
  readonly taskVersion: number;
}

export const unseen: SideState = {
  presence: "unknown",
  id: null,
  task: null,
  extra: {},
  changedAt: null,
  seenAtVersion: 0,
  base: {},
  editedAt: {},
  replaced: {},
  refused: null,
  reasons: [],
  leftOut: [],
  readOnly: null,
  places: {},
  isTaken: null,
  wentOutside: false,
  withdrawn: null,
  unsureSince: null,
  unsureCreates: [],
  unsureComments: [],
  pending: null,
  held: null,
};

export function emptyPair(streamId: string): PairState {
  return {
    streamId,
    version: 0,
    vikunjaId: null,
    taskwarrior: unseen,
    vikunja: unseen,
    notedLink: null,
    comments: [],
    conflicts: [],
    picked: [],
    finished: null,
    outside: null,
    claim: unclaimed,
    shown: null,
    rejected: [],
    taskVersion: 0,
  };
}

export function withSide(state: PairState, side: Side, change: Partial<SideState>): PairState {
  return { ...state, [side]: { ...state[side], ...change } };
}
