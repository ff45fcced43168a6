import type { Task } from "../store/rows.ts";

/** What can be asked of a task in a filter or sorted by. */
export type TaskField =
  | { readonly kind: "text"; readonly of: (task: Task) => string }
  | { readonly kind: "number"; readonly of: (task: Task) => number }
  | { readonly kind: "boolean"; readonly of: (task: Task) => boolean }
  /** Whole seconds. */
  | { readonly kind: "date"; readonly of: (task: Task) => number | null }
  | { readonly kind: "labels" | "assignees" | "reminders" };

const seconds = (ms: number) => Math.floor(ms / 1000);

const columns: Readonly<Record<string, TaskField>> = {
  id: { kind: "number", of: (task) => task.id },
  title: { kind: "text", of: (task) => task.title },
  description: { kind: "text", of: (task) => task.description },
  done: { kind: "boolean", of: (task) => task.done },
  done_at: { kind: "date", of: (task) => task.doneAt },
  due_date: { kind: "date", of: (task) => task.dueDate },
  start_date: { kind: "date", of: (task) => task.startDate },
  end_date: { kind: "date", of: (task) => task.endDate },
  created_by_id: { kind: "number", of: (task) => task.createdById },
  project_id: { kind: "number", of: (task) => task.projectId },
  repeat_after: { kind: "number", of: (task) => task.repeatAfter },
  priority: { kind: "number", of: (task) => task.priority },
  percent_done: { kind: "number", of: (task) => task.percentDone },
  hex_color: { kind: "text", of: (task) => task.hexColor },
  created: { kind: "date", of: (task) => seconds(task.createdMs) },
  updated: { kind: "date", of: (task) => seconds(task.updatedMs) },
  position: { kind: "number", of: (task) => task.position },
  bucket_id: { kind: "number", of: (task) => task.bucketId },
  index: { kind: "number", of: (task) => task.index },
};

const lists: Readonly<Record<string, TaskField>> = {
  labels: { kind: "labels" },
  assignees: { kind: "assignees" },
  reminders: { kind: "reminders" },
};

export function filterField(name: string): TaskField | undefined {
  const known = name === "project" ? "project_id" : name;
  return sortField(known) ?? (Object.hasOwn(lists, known) ? lists[known] : undefined);
}

export function sortField(name: string): TaskField | undefined {
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}
