import type { Task } from "@/domain/task.ts";
import { milk } from "@tests/support/log_events.ts";

/** As most of those that logs hold. */
export const plainTask: Task = {
  ...milk,
  title: "Buy milk and bread on the way home",
  notes: "",
  comments: [],
};
