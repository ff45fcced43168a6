import type { JsonObject } from "@/domain/json.ts";
import type { Comment, Instant, Repetition, Task } from "@/domain/task.ts";
import { isObject, objectsOf, textOf, uniqueSorted } from "@/mapping/json_values.ts";
import { instantOf, zeroDate } from "@/mapping/vikunja/date.ts";
import { extraOf } from "@/mapping/vikunja/extra.ts";
import { isNonce } from "@/mapping/vikunja/nonce.ts";

/** What one answer shows of a task. */
export interface VikunjaTask {
  readonly task: Task;
  /** What only Vikunja has and is worth making again. */
  readonly extra: JsonObject;
  /** `updated`. */
  readonly changedAt: Instant;
  /** `created`; absent where an answer leaves it out. */
  readonly createdAt?: Instant;
}

/** Reads a task as v1 or v2 answers it, with its comments in it; `project` is its path from the root. */
export function taskFromVikunja(raw: JsonObject, project: readonly string[]): VikunjaTask {
  const done = raw["done"] === true;
  const repetition = repetitionOf(raw);
  const createdAt = instantOf(raw["created"]);
  return {
    task: {
      title: textOf(raw["title"]),
      notes: textOf(raw["description"]),
      project,
      labels: uniqueSorted(objectsOf(raw["labels"]).map((label) => textOf(label["title"]))),
      priority: Number(raw["priority"] ?? 0),
      dueAt: instantOf(raw["due_date"]),
      scheduledAt: instantOf(raw["start_date"]),
      done,
      doneAt: doneAtOf(raw, done || repetition !== null),
      depends: blockersOf(raw),
      comments: commentsOf(raw),
      assignees: uniqueSorted(
        objectsOf(raw["assignees"]).map((user) => textOf(user["username"])).filter(Boolean),
      ),
      repetition,
    },
    extra: extraOf(raw),
    changedAt: instantOf(raw["updated"]) ?? zeroDate,
    ...(createdAt === null ? {} : { createdAt }),
  };
}

/** Recorded: `a blocking d` shows on d as `blocked: [a]`. */
function blockersOf(raw: JsonObject): readonly string[] {
  const related = raw["related_tasks"];
  const blockers = isObject(related) ? objectsOf(related["blocked"]) : [];
  return uniqueSorted(blockers.map((task) => textOf(task["id"])));
}

/** By id, so that the order of answers does not matter. */
function commentsOf(raw: JsonObject): readonly Comment[] {
  return objectsOf(raw["comments"])
    .toSorted((a, b) => Number(a["id"]) - Number(b["id"]))
    .map((comment) => ({ id: textOf(comment["id"]), text: textOf(comment["comment"]) }));
}

/** What a create left on a task that is not done; see `nonce.ts`. */
export function markOf(raw: JsonObject): Instant | null {
  const at = raw["done"] === true ? null : instantOf(raw["done_at"]);
  return at !== null && isNonce(at) ? at : null;
}

/** Of a task that is neither done nor repeating it says nothing: it can be the mark of our create. */
function doneAtOf(raw: JsonObject, counts: boolean): Instant | null {
  const at = instantOf(raw["done_at"]);
  return at === null || !counts || isNonce(at) ? null : at;
}

/** Recorded: without an interval modes 0 and 2 do not repeat; mode 1 takes no interval. */
function repetitionOf(raw: JsonObject): Repetition | null {
  const everySeconds = Number(raw["repeat_after"] ?? 0);
  switch (raw["repeat_mode"]) {
    case 1:
      return { everySeconds, mode: 1 };
    case 2:
      return everySeconds > 0 ? { everySeconds, mode: 2 } : null;
  }
  return everySeconds > 0 ? { everySeconds, mode: 0 } : null;
}
