import { jsonEqual } from "@/domain/json.ts";
import { applySet } from "@/domain/confirm.ts";
import { counterpart } from "@/domain/links.ts";
import { putBackSide } from "@/domain/direction.ts";
import type { Merge } from "@/domain/merge/merge.ts";
import { isApart, isShared, type Policy } from "@/domain/policy.ts";
import { fields, type SetField } from "@/domain/fields.ts";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";

type Both = Readonly<Record<Side, Required<Pick<Task, SetField>>>>;

/** Merge by element: what one side added or removed since both agreed is done on the other. Nothing where one does not tell it. */
export function mergeSet(
  merge: Merge,
  state: PairState,
  tasks: Readonly<Record<Side, Task>>,
  field: SetField,
  policy: Policy,
): void {
  if (sides.some((side) => tasks[side][field] === undefined)) return;
  const both = tasks as Both;
  const say = fields[field].elements === "titles" ? sameLabel(policy) : linkedTask(policy);
  const putBack = fields[field].elements === "titles" ? putBackSide(state, policy) : null;
  const isOurs = fields[field].elements === "titles"
    ? (element: string) => !isApart(element, policy)
    : () => true;
  for (const to of sides) {
    if (putBack !== otherSide(to)) carrySet(merge, state, both, { field, to, say, isOurs });
  }
  if (putBack !== null) revertSet(merge, state, both, { field, side: putBack, isOurs });
  for (const side of sides) {
    const from = otherSide(side);
    const base = state[side].base[field] ?? [];
    // What says another field counts as agreed on, so that it stays as it is once it says none any more.
    const agreed = both[side][field].filter((element) =>
      base.includes(element) || !isOurs(element) ||
      say(element, from, both[from][field], both[side][field]).present
    );
    const kept = base.filter((element) =>
      both[side][field].includes(element) ||
      say(element, from, both[from][field], both[side][field]).present
    );
    const next = applySet([...new Set([...agreed, ...kept])], { add: [], remove: [] });
    if (!(field in state[side].base) || !jsonEqual(next, [...base].sort())) {
      merge.base[side][field] = next;
    }
  }
}

/** What this side alone added goes, and what it alone took away comes back; its own list is kept as a conflict. */
function revertSet(
  merge: Merge,
  state: PairState,
  both: Both,
  { field, side, isOurs }: Pick<Carrying, "field" | "isOurs"> & { readonly side: Side },
): void {
  const base = state[side].base[field];
  if (base === undefined) return;
  const [here, there] = [both[side][field], both[otherSide(side)][field]];
  const remove = here.filter((each) =>
    isOurs(each) && !base.includes(each) && !there.includes(each)
  );
  const add = base.filter((each) => isOurs(each) && !here.includes(each) && there.includes(each));
  if (add.length + remove.length === 0) return;
  const carried = merge.patch[side][field] ?? { add: [], remove: [] };
  merge.patch[side][field] = {
    add: [...carried.add, ...add],
    remove: [...carried.remove, ...remove],
  };
  const winner = otherSide(side);
  merge.conflicts.push({ field, winner, kept: there, lost: here, because: "one way" });
}

interface Carrying {
  readonly field: SetField;
  readonly to: Side;
  readonly say: Say;
  /** Whether the element is of this field alone. */
  readonly isOurs: (element: string) => boolean;
}

interface Said {
  /** The element in the other side's form; `null`: it cannot be said there (yet). */
  readonly element: string | null;
  readonly present: boolean;
}
/** `there`: what the side `to` holds; `here`: what the side holds that the element is from. */
type Say = (
  element: string,
  to: Side,
  there: readonly string[],
  here: readonly string[],
) => Said;

/** Exactly, else the only one that differs in case alone and stands for no other (trap T24). */
const sameLabel = (policy: Policy): Say => (element, to, there, here) => {
  if (there.includes(element)) return { element, present: true };
  const folded = element.toLowerCase();
  const twins = there.filter((label) => label.toLowerCase() === folded && !here.includes(label));
  const [twin] = twins;
  if (twins.length === 1 && twin !== undefined) return { element: twin, present: true };
  return { element: isShared(element, to, policy) ? element : null, present: false };
};

const linkedTask = ({ context }: Policy): Say => (element, to, there) => {
  const id = counterpart(context.links, element, to);
  return { element: id, present: id !== null && there.includes(id) };
};

function carrySet(
  merge: Merge,
  state: PairState,
  both: Both,
  { field, to, say, isOurs }: Carrying,
): void {
  const from = otherSide(to);
  const here = both[from][field];
  const there = both[to][field];
  const base = state[from].base[field] ?? [];
  const baseThere = state[to].base[field] ?? [];
  /** What was agreed on was with a counterpart that went; it has another one since. */
  const isMadeAgain = (element: string) => {
    if (fields[field].elements !== "tasks" || to !== "vikunja") return false;
    const { element: now } = say(element, to, there, here);
    return now !== null && !baseThere.includes(now);
  };
  const added = here.filter((element) => !base.includes(element) || isMadeAgain(element))
    .filter(isOurs);
  const removed = base.filter((element) => !here.includes(element)).filter(isOurs);
  const patch = { add: [] as string[], remove: [] as string[] };
  const source = { add: [] as string[], remove: [] as string[] };
  for (const element of added) {
    const said = say(element, to, there, here);
    if (said.element === null || said.present) continue;
    patch.add.push(said.element);
    source.add.push(element);
  }
  for (const element of removed) {
    const said = say(element, to, there, here);
    if (said.element === null || !said.present) continue;
    if (!baseThere.includes(said.element)) continue;
    if (say(said.element, from, here, there).present) continue;
    patch.remove.push(said.element);
    source.remove.push(element);
  }
  if (patch.add.length + patch.remove.length === 0) return;
  merge.patch[to][field] = patch;
  merge.source[to][field] = source;
}
