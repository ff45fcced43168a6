import { jsonEqual } from "@/domain/json.ts";
import type { OpenConflict, SideState } from "@/domain/state.ts";
import type { Field, Task } from "@/domain/task.ts";

/** A side with these values agreed on; a field that was edited since keeps the time of that edit. */
export function withBase(side: SideState, base: Partial<Task>): SideState {
  const editedAt = { ...side.editedAt };
  for (const field of Object.keys(base) as Field[]) {
    if (jsonEqual(side.task?.[field], base[field])) delete editedAt[field];
  }
  return { ...side, base: { ...side.base, ...base }, editedAt };
}

/** From here on another conflict of these fields is a new one. */
export function settleConflicts(
  conflicts: readonly OpenConflict[],
  agreed: object,
): readonly OpenConflict[] {
  if (!conflicts.some((open) => !open.settled && open.field in agreed)) return conflicts;
  return conflicts.map((open) => open.field in agreed ? { ...open, settled: true } : open);
}
