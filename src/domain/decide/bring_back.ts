import { asItWas } from "@/domain/decide/as_it_was.ts";
import { drop, requestAgain } from "@/domain/decide/deletion.ts";
import { bringBackComments } from "@/domain/decide/bring_back_comments.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { jsonEqual } from "@/domain/json.ts";
import { observe } from "@/domain/decide/observe.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { isOneOf, scalarFields, setFields } from "@/domain/fields.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

type BringBack = Extract<TaskCommand, { type: "BringBack" }>;

/**
 * One side was put back to a backup. What it lost is written there again, as the log last saw it; what was
 * changed on either side since the backup is an edit like any other. Answers whether both sides are to be
 * brought together now.
 */
export function bringBack(draft: Draft, command: BringBack, policy: Policy): boolean {
  const { side, reading } = command;
  const before = draft.state;
  const last = before[side].task;
  if (reading === null) {
    makeAgain(draft, side, policy);
    return true;
  }
  const isAsItWas = command.isUntouched || jsonEqual(last, reading.task);
  if (before[side].presence === "deleted" && isAsItWas) {
    deleteAgain(draft, side, reading.task, policy);
    return false;
  }
  observe(draft, side, reading);
  if (last === null || before[side].presence !== "present") return true;
  const { lost } = command;
  agreeOnBackup(draft, before, { ...command, reading, lost }, policy);
  requestLost(draft, before, { side, last, lost }, policy);
  return true;
}

/** It is not there any more, and nobody deleted it. */
function makeAgain(draft: Draft, side: Side, policy: Policy): void {
  const before = draft.state;
  if (before[side].presence !== "present") return;
  for (const each of sides) drop(draft, each, "lost with a backup");
  draft.add({ type: "TaskGone", data: { side, how: "deleted", changedAt: null } });
  if (before[otherSide(side)].presence !== "present") return;
  requestAgain(draft, side, policy, asItWas(before, side));
}

/** It was deleted since the backup, and is there again as it was then. */
function deleteAgain(draft: Draft, side: Side, seen: Task, policy: Policy): void {
  drop(draft, side, "deleted once more");
  draft.add({
    type: "PushRequested",
    data: { side, push: { kind: "delete", seen }, source: {}, requestedAt: policy.now },
  });
}

/** What the backup holds counts as agreed on, so that what the other side holds is an edit of it. */
function agreeOnBackup(
  draft: Draft,
  before: PairState,
  command: BringBack & { readonly reading: NonNullable<BringBack["reading"]> },
  policy: Policy,
): void {
  const { side, reading, lost } = command;
  const other = otherSide(side);
  const context = { ...policy.context, vikunjaId: before.vikunjaId };
  const own: Record<string, unknown> = {};
  const foreign: Record<string, unknown> = {};
  for (const field of lost) {
    const isSet = isOneOf(setFields, field);
    if (!isSet && !isOneOf(scalarFields, field)) continue;
    const value = isSet ? command.held[field] : reading.task[field];
    if (value === undefined) continue;
    own[field] = value;
    foreign[field] = policy.representation.express(field, value, other, null, context);
  }
  if (side === "vikunja" && lost.length > 0) own["doneAt"] = reading.task.doneAt;
  const comments = bringBackComments(before, { ...command, reading }, policy);
  own["comments"] = comments.base[side];
  foreign["comments"] = comments.base[other];
  const base = side === "vikunja"
    ? { vikunja: own, taskwarrior: foreign }
    : { taskwarrior: own, vikunja: foreign };
  draft.add({
    type: "TaskMerged",
    data: { base: base as Record<Side, Partial<Task>>, comments: comments.links },
  });
}

interface Lost {
  readonly side: Side;
  readonly last: Task;
  readonly lost: BringBack["lost"];
}

/** In the side's own form, exactly; what the other side has changed since goes its usual way. */
function requestLost(draft: Draft, before: PairState, of: Lost, policy: Policy): void {
  const { side, last, lost } = of;
  const other = before[otherSide(side)];
  const now = draft.state[side].task;
  const fields = scalarFields.filter((field) =>
    lost.includes(field) && jsonEqual(other.task?.[field], other.base[field])
  );
  if (now === null || fields.length === 0) return;
  drop(draft, side, "lost with a backup");
  const pick = (task: Task | null) =>
    Object.fromEntries(fields.map((field) => [field, task?.[field]]));
  const patch = pick(last);
  if (side === "taskwarrior" && patch["done"] === true) patch["doneAt"] = last.doneAt;
  const push = { kind: "update", patch, expected: pick(now) } as const;
  draft.add({
    type: "PushRequested",
    data: { side, push, source: pick(other.task), requestedAt: policy.now },
  });
}
