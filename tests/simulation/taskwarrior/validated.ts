import { epochOf } from "@tests/simulation/taskwarrior/dates.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { refused } from "@tests/simulation/taskwarrior/read_object.ts";
import { has, type Schema, type StoredTask } from "@tests/simulation/taskwarrior/schema.ts";

export type Status = "pending" | "waiting" | "recurring" | "completed" | "deleted";

export interface Validating {
  readonly schema: Schema;
  readonly settings: ReadonlyMap<string, string>;
  readonly nowSeconds: number;
  /** For an attribute that it lacks and the user's settings give a value. */
  readonly withDefaults: boolean;
}

/** What becomes of a task before it is stored. @throws {TaskFailure} */
export function validated(task: StoredTask, validating: Validating): Map<string, string> {
  const { schema, nowSeconds, withDefaults } = validating;
  const now = String(nowSeconds);
  const made = new Map(task);
  const status = finalStatus(task, nowSeconds, schema);
  if (status === "recurring" && !has(task, "rtype")) made.set("rtype", "periodic");
  made.set("status", status === "waiting" ? "pending" : status);
  if (!has(task, "entry")) made.set("entry", now);
  const isOver = status === "completed" || status === "deleted";
  if (isOver && !has(task, "end")) made.set("end", now);
  if (status === "pending" && has(task, "end")) made.delete("end");
  if (!has(task, "modified")) made.set("modified", now);
  if (withDefaults && !has(task, "parent")) putDefaults(made, validating);
  return schema.line === "2" ? consistent2(made, schema) : consistent3(made);
}

export function statusOf(task: StoredTask, nowSeconds: number): Status {
  switch (task.get("status")) {
    case "completed":
      return "completed";
    case "deleted":
      return "deleted";
    case "recurring":
      return "recurring";
  }
  return Number(task.get("wait") || 0) > nowSeconds ? "waiting" : "pending";
}

const statuses = ["pending", "waiting", "recurring", "completed", "deleted"];

function finalStatus(task: StoredTask, nowSeconds: number, schema: Schema): Status {
  const said = task.get("status") ?? "";
  if (said !== "" && !statuses.includes(said)) {
    throw refused(schema, `The status '${said}' is not valid.`);
  }
  const status = said === "waiting" ? "waiting" : statusOf(task, nowSeconds);
  if (status !== "pending") return status;
  const isOfTemplate = has(task, "parent") || has(task, "template");
  if (task.has("due") && task.has("recur") && !isOfTemplate) return "recurring";
  return has(task, "wait") ? "waiting" : "pending";
}

/** An attribute that was cleared, and so is there without a value, gets none. */
function putDefaults(
  task: Map<string, string>,
  { settings, nowSeconds, schema }: Validating,
): void {
  const project = settings.get("default.project") ?? "";
  if (project !== "" && !task.has("project")) task.set("project", project);
  for (const name of ["due", "scheduled"]) {
    const value = settings.get(`default.${name}`) ?? "";
    if (value !== "" && !task.has(name)) task.set(name, dateOf(value, nowSeconds));
  }
  for (const [name, value] of settings) {
    const uda = /^uda\.([^.]+)\.default$/.exec(name)?.[1];
    if (uda === undefined || value === "" || has(task, uda)) continue;
    task.set(uda, schema.typeOf(uda) === "date" ? dateOf(value, nowSeconds) : value);
  }
}

function dateOf(text: string, nowSeconds: number): string {
  const days = /^(\d+)d(ays)?$/.exec(text)?.[1];
  return days === undefined ? epochOf(text) ?? "" : String(nowSeconds + Number(days) * 86_400);
}

function consistent2(task: Map<string, string>, schema: Schema): Map<string, string> {
  if (!has(task, "description")) throw refused(schema, "A task must have a description.");
  if (task.has("recur") && !has(task, "due")) {
    throw refused(schema, "A recurring task must also have a 'due' date.");
  }
  return task;
}

/** 3 only warns. */
function consistent3(task: Map<string, string>): Map<string, string> {
  if (task.has("recur") && !has(task, "due")) task.delete("recur");
  return task;
}

/** What a modification must not do. @throws {TaskFailure} */
export function checkConsistency(before: StoredTask, after: StoredTask, schema: Schema): void {
  const fault = faultIn(before, after) ?? (schema.line === "3" ? endFault(before, after) : null);
  if (fault !== null) throw new TaskFailure(schema.line === "2" ? 139 : 2, fault);
}

function faultIn(before: StoredTask, after: StoredTask): string | null {
  if (after.has("recur") && !after.has("due") && !before.has("due")) {
    return "You cannot specify a recurring task without a due date.";
  }
  if (!before.has("recur")) return null;
  if (before.has("due") && !has(after, "due")) {
    return "You cannot remove the due date from a recurring task.";
  }
  return has(after, "recur") ? null : "You cannot remove the recurrence from a recurring task.";
}

function endFault(before: StoredTask, after: StoredTask): string | null {
  const isSet = after.get("status") === "pending" && has(after, "end") && !has(before, "end");
  return isSet ? "You cannot set an end date on a pending task." : null;
}
