import { SyncError } from "@/domain/errors.ts";
import type { LeftOutPart } from "@/domain/left_out_part.ts";
import type { Policy } from "@/domain/policy.ts";
import { isOf } from "@/domain/selection.ts";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";

/**
 * Why nothing goes to that side by the setting; `null`: it may. The project is the one that both sides last agreed on,
 * so that a move on the side that edits do not come from is such an edit as well.
 */
export function closedBecause(state: PairState, to: Side, policy: Policy): string | null {
  if (policy.directions === undefined) return null;
  return closedAt(agreedProject(state, policy), to, policy);
}

/**
 * What we do ourselves goes to both sides, which is not what somebody wants of such a project.
 * @throws {SyncError} `FORBIDDEN`: nothing goes to one of these sides by the setting.
 */
export function checkOpen(
  state: PairState,
  to: readonly Side[],
  doing: string,
  policy: Policy,
): void {
  const [closed] = to.flatMap((side) => closedBecause(state, side, policy) ?? []);
  if (closed === undefined) return;
  throw new SyncError("FORBIDDEN", `Cannot ${doing}: ${closed}`, {
    hint: "Change it there, or take the project out of `[direction]` in the configuration file.",
  });
}

/** The same for a project, in Vikunja's form, that a task is to be moved to, or made in. */
export function closedAt(
  project: readonly string[] | null | undefined,
  to: Side,
  { directions }: Policy,
): string | null {
  if (directions === undefined || project === null || project === undefined) return null;
  const patterns = to === "vikunja" ? directions.fromVikunja : directions.fromTaskwarrior;
  return patterns.some((each) => isOf(project, each)) ? words[to] : null;
}

const words: Readonly<Record<Side, string>> = {
  vikunja: "its project only comes from Vikunja",
  taskwarrior: "its project only comes from Taskwarrior",
};

/** Whether that is what somebody wants, by the setting. */
export function isMeant(parts: readonly LeftOutPart[]): boolean {
  return parts.length > 0 && parts.every(({ why }) => Object.values(words).includes(why));
}

/** The side whose edits are put back; `null`: they are kept, or go over. */
export function putBackSide(state: PairState, policy: Policy): Side | null {
  if (policy.directions?.otherEdits !== "put-back") return null;
  const [closed, other] = sides.filter((to) => closedBecause(state, to, policy) !== null);
  return closed === undefined || other !== undefined ? null : otherSide(closed);
}

/** In Vikunja's form, the project that both sides last agreed on, or that a task has on its one side. */
export function agreedProject(state: PairState, policy: Policy): readonly string[] | null {
  const { taskwarrior, vikunja } = state;
  const known = vikunja.base.project ?? vikunja.task?.project;
  if (known !== undefined) return known;
  return taskwarrior.task === null ? null : projectOn(state, "taskwarrior", policy);
}

/** In Vikunja's form, the project that the task has on that side; `null`: it was never seen there. */
export function projectOn(
  state: PairState,
  side: Side,
  policy: Policy,
): readonly string[] | null {
  const { task } = state[side];
  if (task === null || side === "vikunja") return task?.project ?? null;
  const context = { ...policy.context, vikunjaId: null };
  return policy.representation.express("project", task.project, "vikunja", null, context);
}
