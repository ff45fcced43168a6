import type { Json } from "@/domain/json.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import { changeText, fieldName } from "@/words/field_text.ts";
import type { Page } from "@/cli/output.ts";
import { type Column, tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { counted, sideNames } from "@/words/words.ts";

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
    changes.map((change) => forPeople(change, now)).join("; "),
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

/** `dueAt: none → "2026-12-24T…"` as `due none → 24 Dec`; what cannot be read so stays as it is. */
function forPeople(change: string, now: Date): string {
  const comments = /^comments: \+(\d+) ~(\d+) -(\d+)$/.exec(change);
  if (comments !== null) {
    const kinds = ["added", "edited", "removed"];
    const parts = kinds.flatMap((kind, at) => {
      const count = Number(comments[at + 1]);
      return count === 0 ? [] : [`${counted(count, "comment")} ${kind}`];
    });
    return parts.join(", ");
  }
  const [, field = "", before = "", after = ""] = /^(\w+): (.+) → (.+)$/s.exec(change) ?? [];
  try {
    if (field !== "") return changeText(field, planned(before), planned(after), now);
  } catch {
    return change;
  }
  const [, name = "", rest = ""] = /^(\w+): (.+)$/s.exec(change) ?? [];
  return name === "" ? change : `${fieldName(name)} ${rest}`;
}

/** @throws {SyntaxError} it is no value. */
function planned(text: string): Json {
  return text === "none" ? null : JSON.parse(text);
}
