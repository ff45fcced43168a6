import type { ProjectPattern } from "@/domain/selection.ts";

/** Projects whose tasks go one way only; of a project that is in both lists they go neither way. */
export interface Directions {
  readonly fromVikunja: readonly ProjectPattern[];
  readonly fromTaskwarrior: readonly ProjectPattern[];
  /** What becomes of edits on the side that they do not come from. */
  readonly otherEdits: "keep" | "put-back";
}
