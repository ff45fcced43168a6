import type { Policy } from "@/domain/policy.ts";
import { isOf } from "@/domain/selection.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";

/**
 * Why nothing goes to that side by the setting; `null`: it may. The project is the one that both sides last agreed on,
 * so that a move on the side that edits do not come from is such an edit as well.
 */
export function closedBecause(state: PairState, to: Side, policy: Policy): string | null {
  const { directions } = policy;
  if (directions === undefined) return null;
  const { fromVikunja, fromTaskwarrior } = directions;
  const patterns = to === "vikunja" ? fromVikunja : fromTaskwarrior;
  if (patterns.length === 0) return null;
  const project = agreedProject(state, policy);
  if (project === null || !patterns.some((each) => isOf(project, each))) return null;
  const [from] = to === "vikunja" ? ["Vikunja"] : ["Taskwarrior"];
  return `its project only comes from ${from}`;
}

/** The side whose edits are put back; `null`: they are kept, or go over. */
export function putBackSide(state: PairState, policy: Policy): Side | null {
  if (policy.directions?.otherEdits !== "put-back") return null;
  const closed = (["vikunja", "taskwarrior"] as const).filter((to) =>
    closedBecause(state, to, policy) !== null
  );
  if (closed.length !== 1) return null;
  return closed[0] === "vikunja" ? "taskwarrior" : "vikunja";
}

/** In Vikunja's form, the project that both sides last agreed on, or that a task has on its one side. */
export function agreedProject(state: PairState, policy: Policy): readonly string[] | null {
  const { taskwarrior, vikunja } = state;
  const known = vikunja.base.project ?? vikunja.task?.project;
  if (known !== undefined) return known;
  if (taskwarrior.task === null) return null;
  const context = { ...policy.context, vikunjaId: null };
  const { express } = policy.representation;
  return express("project", taskwarrior.task.project, "vikunja", null, context);
}
