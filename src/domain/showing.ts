import { allFields, type AskedField, askedFields, type Field } from "@/domain/fields.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Task } from "@/domain/task.ts";

/** A task as a delivery shows it: without comments and dependencies, which have deliveries of their own. */
interface ShownTask {
  readonly task: Omit<Task, NotShown>;
  readonly projectTitle: string;
  readonly extra: JsonObject;
  readonly changedAt: Instant;
}

type NotShown = "comments" | "depends" | "project" | AskedField;

/** What is synced only where it is asked for is told by the rest, or by another delivery. */
const notShown: readonly Field[] = [
  ...["comments", "depends", "project"] satisfies NotShown[],
  ...askedFields,
];
const shownInDeliveries = allFields.filter((field): field is Exclude<Field, NotShown> =>
  !notShown.includes(field)
);

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
  const { everySeconds, mode } = task.repetition ?? { everySeconds: 0, mode: null };
  const beside = Object.keys(extra).filter((key) => !untold.includes(key)).sort()
    .map((key) => [key, extra[key] ?? null]);
  return JSON.stringify([
    changedAt,
    projectTitle,
    ...shownInDeliveries.map((field) => task[field] ?? null),
    task.doneAt,
    everySeconds,
    mode,
    beside,
  ]);
}
