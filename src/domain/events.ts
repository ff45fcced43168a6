import type { ClaimEvent, ShownClaim } from "@/domain/claim.ts";
import type { EditTime } from "@/domain/span.ts";
import type { ErrorCode } from "@/domain/errors.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { LeftOutPart } from "@/domain/left_out_part.ts";
import type { Originated } from "@/domain/operation_origin.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Field, Instant, Side, Task } from "@/domain/task.ts";

interface Event<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

export interface CommentLink {
  readonly entry: string;
  readonly commentId: string;
}

/** What both sides count as agreed on, each in its own form. */
export type Bases = Readonly<Record<Side, Partial<Task>>>;

export type LinkReason = "created" | "same title" | "link hint" | "adopted" | "next date";

/** One side's value in a conflict; `null` value with `deleted` as field: the task was deleted there. */
export interface ConflictValue {
  readonly side: Side;
  readonly value: Json;
}

export type ConflictReason =
  | "newer edit"
  | "tie"
  | "put back"
  /** The task's project goes one way only, and this was edited on the other side. */
  | "one way"
  /** Not the newer one, but the one that the configuration says. */
  | "by setting"
  /** Both stay as they are until a person picks. */
  | "ask"
  | "edit over delete"
  /** Gone without having been deleted: nothing was done, a person decides. */
  | "missing"
  | "comment"
  /** A write of ours may have replaced it, which is not proven. */
  | "maybe overwritten"
  /** What was written there did not stay: what stands there is its user's word. */
  | "overruled"
  /** A side would not take the edit: what it holds stands, and what was typed is kept. */
  | "refused";

export interface MadeByCreate {
  /** Version of its `PushRequested`. */
  readonly request: number;
  readonly id: number;
}

export type ReleaseReason = "let go" | "bring back" | "there again" | "gone on both sides";

/** Everything that can have happened to one pair of tasks. */
export type TaskEvent =
  | Event<"TaskObserved", {
    readonly side: Side;
    readonly id: string;
    readonly task: Task;
    readonly extra: JsonObject;
    readonly changedAt: Instant;
    /** How well `changedAt` is known; without: as a stamp of the server. */
    readonly changedWithin?: EditTime;
    /** Why it can be read there and not be written; absent: it can. */
    readonly readOnly?: string;
    /** Vikunja only; absent in events of before it was kept. */
    readonly createdAt?: Instant;
    /** See `PresentReading.places`; absent: as before. */
    readonly places?: Readonly<Record<string, string>>;
    /** See `PresentReading.isTaken`; absent: as before. */
    readonly isTaken?: boolean;
  }>
  | Event<"TaskGone", {
    readonly side: Side;
    readonly how: "deleted" | "missing";
    readonly changedAt: Instant | null;
    /** Its own date of expiry had passed. */
    readonly expired?: true;
    /** As it was then, where that is not what was last seen of it. */
    readonly task?: Task;
  }>
  /** It went from there with so many others that it is not carried over until a person says so. */
  | Event<"DeletionHeld", { readonly side: Side }>
  | Event<"DeletionReleased", Originated & { readonly side: Side; readonly because: ReleaseReason }>
  | Event<"TaskWithdrawn", { readonly side: Side; readonly reason: string }>
  /** Outside of the selection from now on, for that reason: left alone on both sides. */
  | Event<"TaskDeselected", { readonly because: string }>
  /** In the selection again. */
  | Event<"TaskSelected", Readonly<Record<never, never>>>
  | Event<"TaskLinked", { readonly vikunjaId: number; readonly because: LinkReason }>
  | Event<"TaskUnlinked", { readonly vikunjaId: number; readonly because: string }>
  /** Both sides agree on these fields, each in its own form. */
  | Event<"TaskMerged", {
    readonly base: Bases;
    readonly comments: readonly CommentLink[] | null;
  }>
  | Event<"ConflictResolved", {
    readonly conflictId: string;
    readonly field: Field | "deleted";
    readonly kept: ConflictValue;
    readonly lost: ConflictValue;
    readonly because: ConflictReason;
    /** What could not be made again, in words. */
    readonly missing: readonly string[];
  }>
  | Event<
    "ConflictPicked",
    Originated & {
      readonly conflictId: string;
      readonly side: Side;
      /** A pick before is taken back: what was kept at first is to stand again, and the conflict is open. */
      readonly takenBack?: true;
    }
  >
  | Event<
    "PushRequested",
    Originated & {
      readonly side: Side;
      readonly push: Push;
      /** The change this push carries over, in the form of the side it comes from. */
      readonly source: Patch;
      readonly requestedAt: string;
      readonly settles?: Bases;
    }
  >
  | Event<"PushConfirmed", {
    readonly side: Side;
    /** Version of the `PushRequested` it answers. */
    readonly request: number;
    readonly comments: readonly { readonly from: string; readonly to: string }[];
    readonly leftOut: readonly string[];
    /** The part of the push that the side would not take: still to be carried over. */
    readonly lacks?: Patch;
    /** Version of the earlier `PushRequested` that had made the task. */
    readonly made?: number;
    /** The part that could not be done for now: to be asked for by a push of its own. */
    readonly undone?: Patch;
  }>
  /**
   * All that this side does not hold though the other has it, and that no push under way carries; nothing:
   * both are the same again, or it is to be asked for anew.
   */
  | Event<
    "PartsLeftOut",
    Originated & {
      readonly side: Side;
      readonly parts: readonly LeftOutPart[];
      /** A person lets it rest: shown, and no failure any more. */
      readonly accepted?: true;
    }
  >
  | Event<
    "PushDropped",
    {
      readonly side: Side;
      readonly request: number;
      readonly because: string;
      /** It may have arrived, though no try of it is known. */
      readonly maybeSent?: true;
    }
  >
  | Event<
    "PushFailed",
    Originated & {
      readonly side: Side;
      readonly request: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly attempt: number;
      /** `null`: no further attempt by itself (dead letter). */
      readonly retryAt: string | null;
      /** Nothing was sent: others had just failed. */
      readonly untried?: true;
      /** It is known that nothing was written: the disk was full, or others held the data. */
      readonly unwritten?: true;
      /** What a create has made all the same, and the version of the one that did. */
      readonly made?: MadeByCreate;
    }
  >
  /** A date of a repeating task is over; the Vikunja task lives on in stream `next`. */
  | Event<"OccurrenceFinished", {
    readonly doneAt: Instant;
    readonly next: string;
    /** Nobody saw it: the dates before and after tell, and it was done at `doneAt` at the latest. */
    readonly inferred?: true;
  }>
  /** The finished one was opened again: from now on a task of its own. */
  | Event<"OccurrenceReopened", { readonly at: Instant }>
  | Event<"MessageRejected", {
    readonly message: Json;
    readonly code: ErrorCode;
    readonly reason: string;
  }>
  /** What was seen of these sides could be decided on again, so what was given up before is made good. */
  | Event<"RejectionsSettled", { readonly sides: readonly Side[] }>
  /** How a claim shows from now on; nothing at all where both are `null`. */
  | Event<"ClaimMirrored", ShownClaim>
  | ClaimEvent;

/** What concerns the log as a whole; all in the stream {@link logStreamId}. */
export type LogEvent =
  | Event<"LogBound", { readonly side: Side; readonly identity: JsonObject }>
  | Event<"ChangesRead", {
    readonly side: Side;
    readonly cursor: string;
    readonly complete: boolean;
    readonly count: number;
  }>
  | Event<"SyncCompleted", { readonly summary: JsonObject }>
  /** A run ended without having looked at both sides. */
  | Event<"SyncFailed", {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string | null;
    /** When the first of the runs failed since the last one that did not. */
    readonly since: string;
  }>
  /** What an adapter wants kept between runs (server information, projects, labels), by name. */
  | Event<"FactsCached", { readonly name: string; readonly facts: Json }>;

export type SyncEvent = TaskEvent | LogEvent;

export const logStreamId = "log";
