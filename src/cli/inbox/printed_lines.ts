import type { InboxItem, InboxPage } from "@/ports/inbox.ts";
import type { Page } from "@/cli/output.ts";
import { tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { aboutText, countsText, kindNames } from "@/words/inbox_text.ts";
import { when } from "@/words/when.ts";

/** The inbox where there is no screen for it. */
export function printedLines(
  { items, total, counts }: InboxPage,
  { columns, now }: Page,
): readonly string[] {
  if (total === 0) return ["nothing waits for you"];
  const described = [
    { title: "kind" },
    titleColumn,
    { title: "what", maxWidth: 100, cut: 2 },
    { title: "since" },
    { title: "answer with", cut: 3 },
  ] as const;
  const rows = items.map((item) => [
    kindNames[item.kind],
    item.title,
    aboutText(item, now),
    when(item.since, now),
    commandFor(item),
  ]);
  const more = total - items.length;
  return [
    ...tableLines(described, rows, columns),
    "",
    `${countsText(counts)}${more > 0 ? `; ${more} not shown` : ""}`,
  ];
}

function commandFor({ id, kind, task, isAnswered }: InboxItem): string {
  const name = task.slice(0, 8);
  switch (kind) {
    case "conflict":
    case "missing":
      return isAnswered ? `conflicts unpick ${id}` : `conflicts pick ${id} SIDE`;
    case "held":
      return `held let-go ${name}`;
    case "given up":
    case "unread":
    case "left out":
      return isAnswered ? `retry now ${name}` : `retry now ${name}, retry drop ${name}`;
  }
}
