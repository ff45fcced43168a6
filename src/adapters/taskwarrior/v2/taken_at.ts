import type { Watch } from "@/adapters/taskwarrior/common/cursor.ts";
import type { OwnRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";

type Taken = NonNullable<Watch["taken"]>;

/** A person who takes back what was written again wants what stands then. */
export function takenAt(
  size: number,
  before: Taken,
  undone: readonly OwnRange[],
): Taken {
  const kept = Object.entries(before).map(([uuid, taken]) => [uuid, Math.min(taken, size)]);
  return {
    ...Object.fromEntries(kept),
    ...undoneAt(size, undone.flatMap(({ restored = [] }) => restored)),
  };
}

/** What stands of these is taken as it is, from the end of `undo.data` on. */
export function undoneAt(size: number, uuids: readonly string[]): Taken {
  return Object.fromEntries(uuids.map((uuid) => [uuid, size]));
}
