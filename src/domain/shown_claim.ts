import type { ShownClaim } from "@/domain/claim.ts";
import type { PendingPush, SideState } from "@/domain/state.ts";

/** An assignee that somebody took away is not ours any more, also where somebody puts it back. */
export function afterLook(shown: ShownClaim | null, vikunja: SideState): ShownClaim | null {
  if (shown === null || shown.assignee === null) return shown;
  if (vikunja.task?.assignees.includes(shown.assignee)) return shown;
  return isOnItsWay(vikunja.pending, shown.assignee) ? shown : { ...shown, assignee: null };
}

/** Where the server would not take the change, there is nothing of ours to be taken away. */
export function afterConfirmed(
  shown: ShownClaim | null,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): ShownClaim | null {
  if (shown === null || shown.assignee === null) return shown;
  const isRefused = [...add, ...remove].includes(shown.assignee);
  return isRefused ? { ...shown, assignee: null } : shown;
}

/** An assignee that did not get there shows nothing: the claim is to be shown anew. */
export function afterDropped(
  shown: ShownClaim | null,
  { pending, task }: SideState,
): ShownClaim | null {
  if (shown === null || shown.assignee === null) return shown;
  if (!isOnItsWay(pending, shown.assignee) || task?.assignees.includes(shown.assignee)) {
    return shown;
  }
  return { token: null, assignee: null };
}

/** Whether a write that adds this assignee was asked for and not answered yet. */
export function isOnItsWay(pending: PendingPush | null, assignee: string): boolean {
  if (pending === null || pending.push.kind !== "update") return false;
  return pending.push.patch.assignment?.add.includes(assignee) ?? false;
}
