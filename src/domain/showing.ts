import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";

/** A task as a delivery shows it: without comments and dependencies, which have deliveries of their own. */
export interface ShownTask {
  readonly task: Omit<Task, "comments" | "depends" | "project">;
  readonly projectTitle: string;
  readonly extra: JsonObject;
  readonly changedAt: Instant;
}

/** What a delivery does not tell, or tells by another one. */
const untold = [
  "is_favorite",
  "cover_image_attachment_id",
  "attachments",
  "relations",
  "comment_authors",
];

/** As one text: where two are equal, nothing of it is different. */
export function showing({ task, projectTitle, extra, changedAt }: ShownTask): string {
  const { title, notes, labels, priority, dueAt, scheduledAt, done, doneAt, assignees } = task;
  const { everySeconds, mode } = task.repetition ?? { everySeconds: 0, mode: null };
  const beside = Object.keys(extra).filter((key) => !untold.includes(key)).sort()
    .map((key) => [key, extra[key] ?? null]);
  return JSON.stringify([
    changedAt,
    ...[title, notes, projectTitle, priority, dueAt, scheduledAt, done, doneAt],
    ...[labels, assignees, everySeconds, mode, beside],
  ]);
}
