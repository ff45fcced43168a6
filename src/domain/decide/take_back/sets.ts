import { fields, type SetField } from "@/domain/fields.ts";
import { counterpart } from "@/domain/links.ts";
import type { Planning } from "@/domain/decide/take_back/plan_parts.ts";
import { type Side, sides } from "@/domain/task.ts";
import { isThere } from "@/domain/task_past.ts";

/** What came goes and what went comes, on each side by its own elements; nothing where somebody did so since. */
export function planSet(planning: Planning, field: SetField): void {
  const { state, past, patch } = planning;
  for (const side of sides) {
    const now = state[side].task?.[field];
    const before = past[side].before[field];
    const after = past[side].after[field];
    if (now === undefined || before === undefined || after === undefined) continue;
    if (!isThere(state, side)) continue;
    const add = before.filter((each) =>
      !after.includes(each) && !now.includes(each) && isStillThere(planning, side, field, each)
    );
    const remove = after.filter((each) => !before.includes(each) && now.includes(each));
    if (add.length + remove.length > 0) patch[side][field] = { add, remove };
  }
}

/** A task that is gone from Vikunja has no number there to be named by; where it is made again, what waits for it follows. */
function isStillThere(
  { context: { links } }: Planning,
  side: Side,
  field: SetField,
  element: string,
): boolean {
  return side === "taskwarrior" || fields[field].elements !== "tasks" ||
    counterpart(links, element, "taskwarrior") !== null;
}
