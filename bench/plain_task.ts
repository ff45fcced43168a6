import type { Task } from "@/domain/task.ts";

/** As most of those that logs hold. */
export const plainTask: Task = {
  title: "Buy milk and bread on the way home",
  notes: "",
  project: ["Inbox"],
  labels: ["shop"],
  priority: 1,
  dueAt: "2026-11-21T05:00:00Z",
  scheduledAt: null,
  done: false,
  doneAt: null,
  depends: [],
  comments: [],
  assignees: [],
  repetition: null,
};
