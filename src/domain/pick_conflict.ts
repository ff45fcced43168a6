import { drop, requestAgain, requestDelete } from "@/domain/deletion.ts";
import type { Draft } from "@/domain/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Patch } from "@/domain/push.ts";
import type { PairContext } from "@/domain/representation.ts";
import type { OpenConflict } from "@/domain/state.ts";
import { type Field, otherSide, scalarFields, type Side, sides } from "@/domain/task.ts";

/**
 * Makes one side's value of a conflict the value of both sides.
 * @throws {SyncError} `NOT_FOUND`: no such open conflict. `LOCKED` (retryable): a push is under way.
 */
export function pickConflict(draft: Draft, conflictId: string, side: Side, policy: Policy): void {
  const conflict = draft.state.conflicts.find((open) => open.id === conflictId);
  if (conflict === undefined) {
    throw new SyncError("NOT_FOUND", `Cannot pick: there is no open conflict ${conflictId}`, {
      hint: "See `conflicts list`.",
    });
  }
  for (const each of sides) {
    const { pending } = draft.state[each];
    if (pending !== null && pending.attempts === 0) {
      throw new SyncError("LOCKED", `Cannot pick: a write to ${each} is under way`, {
        retryable: true,
        hint: "Run `sync` and try again.",
      });
    }
    drop(draft, each, "a conflict was picked");
  }
  draft.add({ type: "ConflictPicked", data: { conflictId, side } });
  const chosen = conflict.kept.side === side ? conflict.kept : conflict.lost;
  if (conflict.field === "deleted") return pickDeletion(draft, chosen.value === null, policy);
  pickValue(draft, conflict, side, chosen.value, policy);
}

function pickDeletion(draft: Draft, deleted: boolean, policy: Policy): void {
  for (const side of sides) {
    const { presence } = draft.state[side];
    if (deleted && presence === "present") requestDelete(draft, side, policy);
    const lacking = presence === "missing" || presence === "deleted";
    if (!deleted && lacking) requestAgain(draft, side, policy);
  }
}

function pickValue(
  draft: Draft,
  conflict: OpenConflict,
  side: Side,
  value: Json,
  policy: Policy,
): void {
  if (!isScalar(conflict.field)) {
    throw new SyncError(
      "USAGE",
      `Cannot pick: a conflict of ${conflict.field} has no single value`,
      {
        hint: "See both values with `conflicts show`, and edit the task.",
      },
    );
  }
  const { field } = conflict;
  const context: PairContext = { ...policy.context, vikunjaId: draft.state.vikunjaId };
  for (const to of sides) {
    const { task, presence } = draft.state[to];
    if (task === null || presence !== "present") continue;
    const target = to === side
      ? value
      : policy.representation.express(field, value as never, to, task[field] as never, context);
    if (jsonEqual(target, task[field])) continue;
    draft.add({
      type: "PushRequested",
      data: {
        side: to,
        push: {
          kind: "update",
          patch: { [field]: target } as Patch,
          expected: { [field]: task[field] },
        },
        source: to === side ? {} : { [field]: draft.state[otherSide(to)].task?.[field] } as Patch,
        requestedAt: policy.now,
      },
    });
  }
}

function isScalar(field: Field | "deleted"): field is typeof scalarFields[number] {
  return (scalarFields as readonly string[]).includes(field);
}
