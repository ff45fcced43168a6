import { released } from "@/domain/claim.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";

/** A task that is done or deleted is nobody's any more; one that is being made again stays claimed. */
export function endClaim(draft: Draft): void {
  const { lease } = draft.state.claim;
  if (lease === null) return;
  const because = end(draft.state);
  if (because !== null) draft.add(released(lease.token, because));
}

function end(state: PairState): "done" | "deleted" | null {
  if (state.finished !== null || sides.some((side) => isDone(state[side]))) return "done";
  return sides.some((side) => isDeleted(state[side])) ? "deleted" : null;
}

/** Seen done, and not about to be opened again by a write of ours. */
function isDone({ presence, task, pending }: SideState): boolean {
  if (presence !== "present" || task === null || !task.done) return false;
  return pending?.push.kind !== "update" || pending.push.patch.done !== false;
}

function isDeleted({ presence, pending }: SideState): boolean {
  return presence === "deleted" && pending?.push.kind !== "create";
}
