import type { TakenBack } from "@/domain/taken_back.ts";
import type { Point } from "@/ports/history.ts";

/** What is to be as it was. */
export type TakeBackTarget =
  /** `of`: log position of the operation; `null`: the last one that can be. `redo`: of an undo. */
  | { readonly kind: "undo"; readonly of: number | null }
  | { readonly kind: "redo"; readonly of: number | null }
  | {
    readonly kind: "restore";
    readonly at: Point;
    /** Named as for `Inspect.find`; empty: all. */
    readonly tasks: readonly string[];
    /** As Taskwarrior writes it; those below it too. */
    readonly project: string | null;
    /** What was made since goes. */
    readonly exact: boolean;
  };

export type RestoreTarget = Extract<TakeBackTarget, { kind: "restore" }>;

export interface TakeBackAsked {
  readonly target: TakeBackTarget;
  /** Tells what would be done and does nothing of it. */
  readonly isPlan: boolean;
  /** Whether both sides are looked at before; else it goes by what the log has seen. */
  readonly looks: boolean;
  /** `asOf` of the plan that somebody has seen: what was edited since stays; `null`: none was. */
  readonly asOf: number | null;
}

/** Gives back what was, by edits that are made now. */
export interface TakingBack {
  /** @throws {SyncError} `NOT_FOUND`: no such operation or task; `USAGE`: it is nothing that can be taken back. */
  takeBack(asked: TakeBackAsked, signal: AbortSignal): Promise<TakenBack>;
}
