import type { TaskCommand } from "@/domain/commands.ts";
import type { Side } from "@/domain/task.ts";

/** What is put into a task's mailbox. */
export type TaskMessage =
  | TaskCommand
  /**
   * A push that was asked for and nobody confirmed, because the process ended or the try failed.
   * One that was given up is sent with `evenDead` only. Nothing where it is under way.
   */
  | { readonly type: "Resend"; readonly side: Side; readonly evenDead?: boolean };

export interface Envelope {
  readonly message: TaskMessage;
  /** Told when the message is handled; `null` where nobody waits. */
  readonly reply: {
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  } | null;
}
