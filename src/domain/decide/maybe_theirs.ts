import { conflictId } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { scalarFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { newer } from "@/domain/merge/newer.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PendingPush } from "@/domain/state.ts";

/**
 * What an update was to write, and stands in Vikunja, counts as its work where it may have been carried out. A person may
 * have set the same: the stamp is later than what Taskwarrior says by now, and nothing else tells the two apart. What
 * Taskwarrior says goes over it, and both are kept.
 */
export function keepMaybeTheirs(draft: Draft, { push, source }: PendingPush, policy: Policy): void {
  if (push.kind !== "update") return;
  const { patch } = push;
  for (const field of scalarFields) {
    const { taskwarrior: { task: here }, vikunja: { task: there } } = draft.state;
    if (here === null || there === null) return;
    const isFound = field in patch && field in source && jsonEqual(patch[field], there[field]);
    if (!isFound || jsonEqual(source[field], here[field])) continue;
    const { winner, tie } = newer(draft.state, field, policy);
    if (winner !== "vikunja" || tie) continue;
    draft.add({
      type: "ConflictResolved",
      data: {
        conflictId: conflictId(draft),
        field,
        kept: { side: "taskwarrior", value: here[field] as Json },
        lost: { side: "vikunja", value: there[field] as Json },
        because: "maybe overwritten",
        missing: [],
      },
    });
  }
}
