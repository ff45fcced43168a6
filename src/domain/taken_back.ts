import type { Json } from "@/domain/json.ts";
import type { OperationKind } from "@/domain/operation.ts";
import type { Side } from "@/domain/task.ts";

interface KeptPart {
  /** `task`: that it is there at all. */
  readonly field: string;
  readonly side: Side;
  readonly value: Json;
  readonly because: "edited since" | "overruled" | "there before";
  /** ISO instant at which that was seen; `null`: not known. */
  readonly at: string | null;
}

export interface TakenBackTask {
  readonly task: string;
  readonly title: string;
  /**
   * What becomes of the task as a whole. `again`: made on both sides; `back`: where it went; `away`: it goes; `asked`: it goes
   * where it had been brought back, and its deletion is to be answered again.
   */
  readonly becomes: "stays" | "again" | "back" | "away" | "asked";
  /** From what it is now to what it is to be. */
  readonly changes: readonly {
    readonly side: Side;
    readonly field: string;
    readonly before: Json;
    readonly after: Json;
  }[];
  /** What the conflict is again that it answered, or opened; `null`: neither. */
  readonly conflict: "open" | "answered" | null;
  readonly kept: readonly KeptPart[];
  /** What cannot come back, in words. */
  readonly lost: readonly string[];
  /** Why nothing of it is done; `null`: it is. */
  readonly refused: string | null;
  /** The agent that has a lease on it now. */
  readonly claimedBy: string | null;
  /** Sides that could not be written yet: the change waits for them. */
  readonly pending: readonly Side[];
}

export interface TakenBack {
  readonly kind: "undo" | "redo" | "restore";
  /** What is taken back; `null`: a restore, or there is nothing. */
  readonly of:
    | { readonly position: number; readonly kind: OperationKind; readonly at: string }
    | null;
  /** Position of the operation that took it back before; `null`: none did. */
  readonly already: number | null;
  /** Position of the operation that this is; `null`: a plan, or nothing was done. */
  readonly operation: number | null;
  readonly asOf: number;
  /** Those of which there is something to say. */
  readonly tasks: readonly TakenBackTask[];
  /** How many tasks are linked. */
  readonly linked: number;
  /** Why a side could not be looked at; `null`: it was, or nobody asked. */
  readonly unseen: string | null;
}
