import type { WinnerRule } from "@/domain/conflict_rules.ts";
import { agreedProject } from "@/domain/direction.ts";
import type { ScalarField } from "@/domain/fields.ts";
import { newer } from "@/domain/merge/newer.ts";
import type { Policy } from "@/domain/policy.ts";
import { isOf } from "@/domain/selection.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";

interface Winner {
  readonly winner: Side;
  /** `ask`: nothing is carried over until a person picks; `winner` is the newer one then. */
  readonly because: "tie" | "newer edit" | "by setting" | "ask";
}

/** Which side's edit of a field stands that both have changed. */
export function winnerOf(state: PairState, field: ScalarField, policy: Policy): Winner {
  const rule = ruleFor(state, field, policy);
  if (rule === "vikunja" || rule === "taskwarrior") return { winner: rule, because: "by setting" };
  const { winner, tie } = newer(state, field, policy);
  return { winner, because: rule === "ask" ? "ask" : tie ? "tie" : "newer edit" };
}

function ruleFor(state: PairState, field: ScalarField, policy: Policy): WinnerRule {
  const { conflicts: rules } = policy;
  if (rules === undefined) return "newer";
  const own = rules.byField[field];
  if (own !== undefined) return own;
  const project = rules.byProject.length === 0 ? null : agreedProject(state, policy);
  const fitting = rules.byProject.find(({ projects }) =>
    project !== null && projects.some((each) => isOf(project, each))
  );
  return fitting?.rule ?? rules.rule;
}
