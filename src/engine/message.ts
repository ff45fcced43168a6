import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { Side } from "@/domain/task.ts";
import type { Rank } from "@/ports/push_queue.ts";

/** What is put into a task's mailbox. */
export type TaskMessage =
  | TaskCommand
  /**
   * A push that was asked for and nobody confirmed, because the process ended or the try failed.
   * One that was given up is sent with `evenDead` only. Nothing where it is under way.
   */
  | { readonly type: "Resend"; readonly side: Side; readonly evenDead?: boolean };

/** A task of one side, by its id there. */
export interface SideTask {
  readonly streamId: string;
  readonly side: Side;
  readonly id: string;
}

export interface Posted {
  /** What a person just did goes before what a comparison found. Without: `later`. */
  readonly rank?: Rank;
  /** When the reading of a look began, see `Seals`; without: nothing can have overtaken it. */
  readonly readAt?: number;
  /** Told when the message is handled, refused or put aside. */
  readonly onHandled?: () => void;
  /** A reading was overtaken and not looked at: the task is to be read again once it is at rest. */
  readonly onOvertaken?: (task: SideTask) => void;
}

export interface Envelope {
  readonly message: TaskMessage;
  readonly posted: Posted;
  /** Told when the message is handled; `null` where nobody waits for an answer. */
  readonly reply: {
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  } | null;
}
