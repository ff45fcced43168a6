import type { Bases } from "@/domain/events.ts";
import { applySet } from "@/domain/confirm.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { jsonEqual } from "@/domain/json.ts";
import { type Patch, patchOfCreate, type SetPatch } from "@/domain/push.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { otherSide, scalarFields, setFields, type Side, type Task } from "@/domain/task.ts";

/** What a push was to write and stands there, as read now, counts as agreed: it may have arrived without an answer. */
export function agreeOnArrived(draft: Draft, side: Side, pending: PendingPush, task: Task): void {
  if (pending.push.kind === "delete") return;
  const patch: Patch | Task = pending.push.kind === "update"
    ? pending.push.patch
    : pending.push.task;
  const merged = pending.settles;
  if (merged !== null) {
    const isThere = (field: "notes" | "udas") =>
      field in patch && jsonEqual(patch[field], task[field]) && field in merged.taskwarrior;
    const parts = (["notes", "udas"] as const).filter(isThere);
    const base = (of: Side) => Object.fromEntries(parts.map((field) => [field, merged[of][field]]));
    if (parts.length > 0) {
      const both = { taskwarrior: base("taskwarrior"), vikunja: base("vikunja") };
      draft.add({ type: "TaskMerged", data: { base: both, comments: null } });
    }
  }
  const arrived = scalarFields.filter((field) =>
    field in patch && field in pending.source && jsonEqual(patch[field], task[field])
  );
  const pick = (values: Patch | Task): Partial<Task> =>
    Object.fromEntries(arrived.map((field) => [field, values[field]]));
  const sets = arrivedElements(draft.state, side, pending, task);
  const own = { ...pick(task), ...sets[side] };
  if (Object.keys(own).length === 0) return;
  const foreign = { ...pick(pending.source), ...sets[otherSide(side)] };
  const base = side === "vikunja"
    ? { taskwarrior: foreign, vikunja: own }
    : { taskwarrior: own, vikunja: foreign };
  draft.add({ type: "TaskMerged", data: { base, comments: null } });
}

/** The same of labels and dependencies: what the other side has taken away since is to go then, and does not come back. */
function arrivedElements(
  state: PairState,
  side: Side,
  { push, source }: PendingPush,
  task: Task,
): Bases {
  const bases: { readonly [S in Side]: { -readonly [K in keyof Task]?: Task[K] } } = {
    taskwarrior: {},
    vikunja: {},
  };
  if (push.kind === "delete") return bases;
  const patch = push.kind === "create" ? patchOfCreate(push) : push.patch;
  for (const field of setFields) {
    const [own, foreign] = [patch[field], source[field]];
    if (own === undefined || foreign === undefined) continue;
    const isAdded = (element: string) => task[field]?.includes(element) === true;
    const changes = {
      own: { add: own.add.filter(isAdded), remove: own.remove.filter((each) => !isAdded(each)) },
      foreign: {
        add: foreign.add.filter((_, at) => isAdded(own.add[at] ?? "")),
        remove: foreign.remove.filter((_, at) => !isAdded(own.remove[at] ?? "")),
      },
    };
    if (changes.own.add.length + changes.own.remove.length === 0) continue;
    const after = (of: Side, change: SetPatch) => applySet(state[of].base[field] ?? [], change);
    bases[side][field] = after(side, changes.own);
    bases[otherSide(side)][field] = after(otherSide(side), changes.foreign);
  }
  return bases;
}
