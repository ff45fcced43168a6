import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";

/** Status as 2.6 works it out: `waiting` is a pending task that waits for a time to come. */
type Status = "pending" | "waiting" | "recurring" | "completed" | "deleted";

/** What an import of 2.6 makes of a task before it stores it, with no defaults of the user's. */
export function validated(task: StoredTask, nowSeconds: number): StoredTask {
  const attributes = new Map(task);
  const status = finalStatus(task, nowSeconds);
  const now = String(nowSeconds);
  if (status === "recurring" && !has(task, "rtype")) attributes.set("rtype", "periodic");
  attributes.set("status", status === "waiting" ? "pending" : status);
  if (!has(task, "entry")) attributes.set("entry", now);
  const isOver = status === "completed" || status === "deleted";
  if (isOver && !has(task, "end")) attributes.set("end", now);
  if (status === "pending" && has(task, "end")) attributes.delete("end");
  if (!has(task, "modified")) attributes.set("modified", now);
  return attributes;
}

/** Why an import would refuse to make one of the other; `null`: it would not. */
export function inconsistency(before: StoredTask | null, after: StoredTask): string | null {
  if (!has(after, "description")) return "its description is empty";
  if (has(after, "recur") && !has(after, "due")) return "it recurs and has no due date";
  if (before === null || !has(before, "recur")) return null;
  if (has(before, "due") && !has(after, "due")) return "it recurs and would lose its due date";
  return has(after, "recur") ? null : "it would not recur any more";
}

/** The parent of a recurring task's child, with the child's status in its mask; as 2.6 does it, odd cases too. */
export function maskedParent(
  parent: StoredTask,
  child: StoredTask,
  nowSeconds: number,
): StoredTask {
  const index = Number.parseInt(child.get("imask") ?? "", 10) || 0;
  const mask = parent.get("mask") ?? "";
  const sign = signs[statusOf(child, nowSeconds)];
  const next = mask.length > index ? mask.slice(0, index) + sign + mask.slice(index + 1) : mask;
  return new Map([...parent, ["mask", next]]);
}

/** Equal to 2.6: the same attributes with the same values, also empty ones. */
export function sameStoredTask(a: StoredTask, b: StoredTask): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

export function isFinished(task: StoredTask): boolean {
  return task.get("status") === "completed" || task.get("status") === "deleted";
}

const signs: Readonly<Record<Status, string>> = {
  pending: "-",
  completed: "+",
  deleted: "X",
  waiting: "W",
  recurring: "?",
};

function finalStatus(task: StoredTask, nowSeconds: number): Status {
  const status = statusOf(task, nowSeconds);
  if (status !== "pending") return status;
  const isOfTemplate = has(task, "parent") || has(task, "template");
  if (has(task, "due") && has(task, "recur") && !isOfTemplate) return "recurring";
  return has(task, "wait") ? "waiting" : "pending";
}

function statusOf(task: StoredTask, nowSeconds: number): Status {
  const status = task.get("status") ?? "";
  switch (status[0]) {
    case "c":
      return "completed";
    case "d":
      return "deleted";
    case "r":
      return "recurring";
  }
  return status === "pending" && Number(task.get("wait") ?? 0) > nowSeconds ? "waiting" : "pending";
}

function has(task: StoredTask, name: string): boolean {
  return (task.get(name) ?? "") !== "";
}
