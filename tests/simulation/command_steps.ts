import type { HeldAnswer } from "@/domain/decide/commands.ts";
import type { Side } from "@/domain/task.ts";
import type { SelectionConfig } from "@/config/selection_config.ts";
import { type Chance, pickWeighted } from "@tests/simulation/chance.ts";
import type { Rules } from "@tests/simulation/rules.ts";
import type { TakeBackStep } from "@tests/simulation/take_back_step.ts";
import type { TellingFate } from "@tests/simulation/telling.ts";

/** What somebody has the program do. */
export type CommandStep =
  | { readonly kind: "sync"; readonly full: boolean }
  | { readonly kind: "retry now" }
  | { readonly kind: "held"; readonly answer: HeldAnswer }
  /** Somebody changes what is selected, looks at what that does, and wants it. */
  | { readonly kind: "select"; readonly selection: SelectionConfig | null }
  /** Somebody changes which way projects go, and who wins. */
  | { readonly kind: "rule"; readonly rules: Rules }
  /** Of the open conflicts one, from 0 to below 1. */
  | { readonly kind: "pick"; readonly conflict: number; readonly side: Side }
  | { readonly kind: "notify check"; readonly fate: TellingFate }
  | TakeBackStep;

export function commandStep(chance: Chance): CommandStep {
  const kind = pickWeighted({ "sync": 6, "retry now": 2, "notify check": 5 }, chance);
  switch (kind) {
    case "sync":
      return { kind, full: chance() < 0.3 };
    case "retry now":
      return { kind };
    case "notify check":
      return { kind, fate: pickWeighted({ "had": 6, "refused": 2, "answer lost": 2 }, chance) };
  }
}
