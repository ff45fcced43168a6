import { sideNames } from "@/domain/task.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import type { Page } from "@/cli/output.ts";
import { type Column, tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { plannedText } from "@/words/planned_text.ts";
import { counted } from "@/words/words.ts";

/** The plan as a table. */
export function planLines(
  plan: readonly PlannedChange[],
  { columns, now }: Page,
): readonly string[] {
  if (plan.length === 0) return ["nothing to do"];
  const rows = plan.map(({ task, title, side, action, changes }) => [
    action,
    sideNames[side],
    task.slice(0, 8),
    title,
    changes.map((change) => plannedText(change, now)).join("; "),
  ]);
  const described: readonly Column[] = [
    { title: "action" },
    { title: "in" },
    { title: "task" },
    titleColumn,
    { title: "changes", maxWidth: 100, cut: 2 },
  ];
  return [
    ...tableLines(described, rows, columns),
    "",
    `${counted(plan.length, "change")}; nothing was done`,
  ];
}
