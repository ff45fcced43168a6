import type { ScalarField } from "@/domain/fields.ts";
import type { ProjectPattern } from "@/domain/selection.ts";
import type { Side } from "@/domain/task.ts";

/** Who wins where both sides changed one field: the newer edit, always that side, or nobody until a person picks. */
export type WinnerRule = "newer" | Side | "ask";

/** A field's own rule goes before that of the task's project, and that before the rule of all. */
export interface ConflictRules {
  readonly byField: { readonly [F in ScalarField]?: WinnerRule };
  /** The first that fits. */
  readonly byProject: readonly {
    readonly projects: readonly ProjectPattern[];
    readonly rule: WinnerRule;
  }[];
  readonly rule: WinnerRule;
}
