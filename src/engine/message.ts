import type { TaskCommand } from "@/domain/commands.ts";
import type { Side } from "@/domain/task.ts";

/** What is put into a task's mailbox. */
export type TaskMessage =
  | TaskCommand
  /** A push that an earlier process asked for and nobody confirmed. */
  | { readonly type: "Resend"; readonly side: Side };

export interface Envelope {
  readonly message: TaskMessage;
  /** Told when the message is handled; `null` where nobody waits. */
  readonly reply: {
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  } | null;
}
