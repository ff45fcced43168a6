import { otherSide, sides } from "@/domain/task.ts";
import type { HeldDeletion } from "@/ports/operations.ts";
import { counted, sideNames } from "@/cli/words.ts";
import { tableLines } from "@/cli/terminal/table.ts";

/** Deletions that wait for an answer, by the side that the tasks went from, with the ways on; nothing where there are none. */
export function heldLines(held: readonly HeldDeletion[]): readonly string[] {
  if (held.length === 0) return [];
  const columns = [{ title: "task" }, { title: "title", maxWidth: 60 }, { title: "since" }];
  const tables = sides.flatMap((side) => {
    const its = held.filter((each) => each.side === side);
    if (its.length === 0) return [];
    const rows = its.map(({ task, title, since }) => [task.slice(0, 8), title, since]);
    const heading = `held back: ${counted(its.length, "task")} gone from ${sideNames[side]}, ` +
      `left in ${sideNames[otherSide(side)]}`;
    return ["", heading, ...tableLines(columns, rows)];
  });
  return [
    ...tables,
    "",
    "they are to go:      held let-go [TASK…]",
    "they are to be back: held bring-back [TASK…]",
  ];
}
