import type { Granted, Refused } from "@/ports/claims.ts";

interface LeasedCommandOptions {
  readonly task: string;
  /** Program and its arguments. */
  readonly command: readonly string[];
  readonly agent: string;
  readonly forMs: number;
}

export type LeasedCommandResult =
  | { readonly kind: "refused"; readonly refusal: Refused }
  | {
    readonly kind: "ended";
    readonly claim: Granted;
    /** Exit code of the command; 128 and the number of the signal that ended it. */
    readonly code: number;
    /** Who has the task now; `null`: the lease was ours to the end. */
    readonly lost: Refused | null;
  };

/** Runs a program while a task is claimed for it. */
export type RunLeased = (
  options: LeasedCommandOptions,
  signal: AbortSignal,
) => Promise<LeasedCommandResult>;
