import type { Mutant } from "./mutant.ts";

/** Ways to break what is decided of a task. */
export const decisionMutants: readonly Mutant[] = [{
  name: "write what is outside of the selection",
  edits: [{
    file: "src/domain/decider.ts",
    find: "  if (isLeftAlone(draft, policy) || isHeld(draft.state)) return null;",
    replace: "  if (isHeld(draft.state)) return null;\n  isLeftAlone(draft, policy);",
  }],
}];
