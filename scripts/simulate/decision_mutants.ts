import type { Mutant } from "./mutant.ts";

/** Ways to break what is decided of a task. */
export const decisionMutants: readonly Mutant[] = [{
  name: "write what is outside of the selection",
  edits: [{
    file: "src/domain/decide/decider.ts",
    find: "  if (isLeftAlone(draft, policy) || isHeld(draft.state)) return null;",
    replace: "  if (isHeld(draft.state)) return null;\n  isLeftAlone(draft, policy);",
  }],
}, {
  name: "take what Taskwarrior's filter leaves out",
  edits: [{
    file: "src/app/run/filtered_sides.ts",
    find: "isPresent(reading) ? { ...reading, isTaken: by.has(reading.id) } : reading;",
    replace: "isPresent(reading) ? { ...reading, isTaken: by.size >= 0 } : reading;",
  }],
}, {
  name: "go by what another filter left out",
  edits: [{
    file: "src/app/run/filtered_sides.ts",
    find: "    if (!deps.isApplied()) return null;",
    replace: "",
  }],
}, {
  name: "merge what goes one way",
  edits: [{
    file: "src/domain/decide/merge_both.ts",
    find: "?? closedBecause(state, side, policy), policy);",
    replace: ", policy);",
  }],
}, {
  name: "write along with a move into a project that goes one way",
  edits: [{
    file: "src/domain/decide/merge_both.ts",
    find: "closedAt(movedOn(state, merge, side), side, policy)",
    replace: "null",
  }],
}, {
  name: "take for ours what somebody had put on before",
  edits: [{
    file: "src/domain/overtaken.ts",
    find: "task[field]?.includes(each) === true",
    replace: "false",
  }],
}, {
  name: "leave what an import of 2.6 added beside its task",
  edits: [{
    file: "src/adapters/taskwarrior/v2/keeper_2.ts",
    find: "if (added !== null && tasks.join(",
    replace: "if (added !== null && false && tasks.join(",
  }],
}, {
  name: "send what waits the wrong way",
  edits: [{
    file: "src/domain/decide/settle.ts",
    find: 'for (const side of found) drop(draft, side, "held back");',
    replace: "found.length = 0;",
  }],
}, {
  name: "decide what people are asked",
  edits: [{
    file: "src/domain/merge/scalars.ts",
    find: 'if (because === "ask") return;',
    replace: "",
  }],
}];
