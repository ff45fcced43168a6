import type { Bases } from "@/domain/events.ts";
import { scalarFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { PairState } from "@/domain/state.ts";
import { otherSide, type Side, type Task } from "@/domain/task.ts";

/** What is known of a task that is to be made again on a side, as that side last held it. */
export interface AsItWas {
  readonly own: Partial<Task>;
  /** What it had that was never carried over is no agreement once it is there again, but an edit of that side. */
  readonly settles?: Bases;
}

/** In the side's own form: what the other side has not changed since, and what that side had edited before it went. */
export function asItWas(before: PairState, side: Side): AsItWas {
  const other = otherSide(side);
  const last = before[side].task;
  const { task, base } = before[other];
  if (last === null) return { own: {} };
  const known = scalarFields.filter((field) => last[field] !== undefined && field in base);
  const edited = known.filter((field) =>
    field in before[side].base && !jsonEqual(last[field], before[side].base[field])
  );
  const isUnchanged = (field: typeof known[number]) => jsonEqual(task?.[field], base[field]);
  const kept = known.filter((field) => edited.includes(field) || isUnchanged(field));
  const pick = (values: Partial<Task>, fields: typeof known): Partial<Task> =>
    Object.fromEntries(fields.map((field) => [field, values[field]]));
  const own = pick(last, kept);
  if (edited.length === 0) return { own };
  const bases = { [side]: pick(before[side].base, edited), [other]: pick(base, edited) };
  return { own, settles: bases as Bases };
}
