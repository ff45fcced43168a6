import { otherSide, sideNames, sides } from "@/domain/task.ts";
import type { HeldDeletion } from "@/ports/operations.ts";
import type { Page } from "@/cli/output.ts";
import { counted } from "@/words/words.ts";
import { tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { when } from "@/words/when.ts";

/** Deletions that wait for an answer, by the side that the tasks went from, with the ways on; nothing where there are none. */
export function heldLines(
  held: readonly HeldDeletion[],
  { columns, now }: Page,
): readonly string[] {
  if (held.length === 0) return [];
  const described = [{ title: "task" }, titleColumn, { title: "since" }];
  const tables = sides.flatMap((side) => {
    const its = held.filter((each) => each.side === side);
    if (its.length === 0) return [];
    const rows = its.map(({ task, title, since }) => [task.slice(0, 8), title, when(since, now)]);
    const heading = `held back: ${counted(its.length, "task")} gone from ${sideNames[side]}, ` +
      `left in ${sideNames[otherSide(side)]}`;
    return ["", heading, ...tableLines(described, rows, columns)];
  });
  return [
    ...tables,
    "",
    "they are to go:      held let-go [TASK…]",
    "they are to be back: held bring-back [TASK…]",
  ];
}
