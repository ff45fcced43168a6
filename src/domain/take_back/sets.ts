import type { SetField } from "@/domain/fields.ts";
import type { Planning } from "@/domain/take_back/plan_parts.ts";
import { sides } from "@/domain/task.ts";
import { isThere } from "@/domain/task_past.ts";

/** What came goes and what went comes, on each side by its own elements; nothing where somebody did so since. */
export function planSet({ state, past, patch }: Planning, field: SetField): void {
  for (const side of sides) {
    const now = state[side].task?.[field];
    const before = past[side].before[field];
    const after = past[side].after[field];
    if (now === undefined || before === undefined || after === undefined) continue;
    if (!isThere(state, side)) continue;
    const add = before.filter((each) => !after.includes(each) && !now.includes(each));
    const remove = after.filter((each) => !before.includes(each) && now.includes(each));
    if (add.length + remove.length > 0) patch[side][field] = { add, remove };
  }
}
