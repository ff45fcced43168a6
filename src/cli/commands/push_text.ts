import { isDropped } from "@/domain/dropped.ts";
import type { LeftOut, PendingPush, RejectedMessage } from "@/ports/operations.ts";
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

/** What the sides do not hold, then what a person lets rest of it. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const isOpen = ({ isAccepted }: LeftOut) => !isAccepted;
  return [
    ...partLines("left out", leftOut.filter(isOpen)),
    ...partLines("left out, dropped", leftOut.filter((each) => !isOpen(each))),
  ];
}

function partLines(what: string, leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return [];
  const rows = leftOut.flatMap(({ task, title, side, parts, since }) =>
    parts.map(({ what, why }) => [task.slice(0, 8), title, sideNames[side], what, since, why])
  );
  const columns = [
    { title: "task" },
    { title: "title", maxWidth: 40 },
    { title: "not in" },
    { title: "what", maxWidth: 60 },
    { title: "since" },
    { title: "because", maxWidth: 160 },
  ];
  return ["", `${what}: ${counted(leftOut.length, "task")}`, ...tableLines(columns, rows)];
}

/** Looks that were given up. */
export function rejectedLines(rejected: readonly RejectedMessage[]): readonly string[] {
  if (rejected.length === 0) return [];
  const rows = rejected.map(({ task, title, code, reason, since }) => [
    task.slice(0, 8),
    title,
    since,
    `${code}: ${reason}`,
  ]);
  const columns = [
    { title: "task" },
    { title: "title", maxWidth: 40 },
    { title: "since" },
    { title: "error", maxWidth: 160 },
  ];
  const title = `could not be worked on: ${counted(rejected.length, "look")}`;
  return ["", title, ...tableLines(columns, rows)];
}
