import { isDropped } from "@/domain/dropped.ts";
import type { PendingPush } from "@/ports/operations.ts";
import { counted, sideNames } from "@/cli/words.ts";
import { tableLines } from "@/cli/terminal/table.ts";

/** Changes that are not carried out, under a heading; nothing where there are none. */
export function pushLines(what: string, pushes: readonly PendingPush[]): readonly string[] {
  if (pushes.length === 0) return [];
  const rows = pushes.map(({ task, title, side, action, since, attempts, nextAt, error }) => [
    task.slice(0, 8),
    title,
    `${action} in ${sideNames[side]}`,
    since,
    String(attempts),
    nextAt ?? "-",
    error ?? "",
  ]);
  const columns = [
    { title: "task" },
    { title: "title", maxWidth: 40 },
    { title: "change" },
    { title: "since" },
    { title: "tries" },
    { title: "next" },
    { title: "error", maxWidth: 160 },
  ];
  return ["", `${what}: ${counted(pushes.length, "change")}`, ...tableLines(columns, rows)];
}

/** What is not tried again by itself: what failed for good, then what a person dropped. */
export function deadLines(dead: readonly PendingPush[]): readonly string[] {
  const failed = dead.filter((push) => !isDropped(push));
  return [...pushLines("given up", failed), ...pushLines("dropped", dead.filter(isDropped))];
}
