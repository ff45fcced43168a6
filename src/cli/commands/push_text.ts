import { sideNames } from "@/domain/task.ts";
import { isDropped } from "@/domain/dropped.ts";
import type { LeftOut, PendingPush, RejectedMessage } from "@/ports/operations.ts";
import { counted } from "@/words/words.ts";
import type { Page } from "@/cli/output.ts";
import { type Column, tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { when } from "@/words/when.ts";

/** Changes that are not carried out, under a heading; nothing where there are none. */
export function pushLines(
  what: string,
  pushes: readonly PendingPush[],
  { columns, now }: Page,
): readonly string[] {
  if (pushes.length === 0) return [];
  const rows = pushes.map(({ task, title, side, action, since, attempts, nextAt, error }) => [
    task.slice(0, 8),
    title,
    `${action} in ${sideNames[side]}`,
    when(since, now),
    String(attempts),
    nextAt === null ? "-" : when(nextAt, now),
    error ?? "",
  ]);
  const described: readonly Column[] = [
    { title: "task" },
    titleColumn,
    { title: "change" },
    { title: "since" },
    { title: "tries" },
    { title: "next" },
    { title: "error", maxWidth: 160, cut: 3 },
  ];
  return [
    "",
    `${what}: ${counted(pushes.length, "change")}`,
    ...tableLines(described, rows, columns),
  ];
}

/** What is not tried again by itself: what failed for good, then what a person dropped. */
export function deadLines(dead: readonly PendingPush[], page: Page): readonly string[] {
  const failed = dead.filter((push) => !isDropped(push));
  return [
    ...pushLines("given up", failed, page),
    ...pushLines("dropped", dead.filter(isDropped), page),
  ];
}

/** What the sides do not hold, then what a person lets rest of it. */
export function leftOutLines(leftOut: readonly LeftOut[], page: Page): readonly string[] {
  const isOpen = ({ isAccepted }: LeftOut) => !isAccepted;
  return [
    ...partLines("left out", leftOut.filter(isOpen), page),
    ...partLines("left out, and at rest", leftOut.filter((each) => !isOpen(each)), page),
  ];
}

function partLines(
  what: string,
  leftOut: readonly LeftOut[],
  { columns, now }: Page,
): readonly string[] {
  if (leftOut.length === 0) return [];
  const rows = leftOut.flatMap(({ task, title, side, parts, since }) =>
    parts.map((
      { what, why },
    ) => [task.slice(0, 8), title, sideNames[side], what, when(since, now), why])
  );
  const described: readonly Column[] = [
    { title: "task" },
    titleColumn,
    { title: "not in" },
    { title: "what", maxWidth: 60, cut: 2 },
    { title: "since" },
    { title: "because", maxWidth: 160, cut: 3 },
  ];
  return [
    "",
    `${what}: ${counted(leftOut.length, "task")}`,
    ...tableLines(described, rows, columns),
  ];
}

/** Looks that were given up. */
export function rejectedLines(
  rejected: readonly RejectedMessage[],
  { columns, now }: Page,
): readonly string[] {
  if (rejected.length === 0) return [];
  const rows = rejected.map(({ task, title, code, reason, since }) => [
    task.slice(0, 8),
    title,
    when(since, now),
    `${code}: ${reason}`,
  ]);
  const described: readonly Column[] = [
    { title: "task" },
    titleColumn,
    { title: "since" },
    { title: "error", maxWidth: 160, cut: 3 },
  ];
  const title = `could not be worked on: ${counted(rejected.length, "look")}`;
  return ["", title, ...tableLines(described, rows, columns)];
}
