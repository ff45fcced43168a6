import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/api.ts";

const zero = "0001-01-01T00:00:00Z";
const instant = (value: unknown): string | null => {
  const text = String(value ?? zero);
  if (text.startsWith("0001-")) return null;
  return new Date(Math.floor(Date.parse(text) / 1000) * 1000).toISOString().replace(".000Z", "Z");
};
const list = (value: unknown): readonly RawObject[] => Array.isArray(value) ? value : [];

export function taskOf(raw: RawObject, project: readonly string[]): Task {
  const done = raw["done"] === true;
  const repeats = Number(raw["repeat_after"]) > 0 || Number(raw["repeat_mode"]) === 1;
  return {
    title: String(raw["title"]),
    notes: String(raw["description"] ?? ""),
    project,
    labels: [...new Set(list(raw["labels"]).map((l) => String(l["title"])))].sort(),
    priority: Number(raw["priority"]),
    dueAt: instant(raw["due_date"]),
    scheduledAt: instant(raw["start_date"]),
    done,
    doneAt: done || repeats ? instant(raw["done_at"]) : null,
    depends: list((raw["related_tasks"] as RawObject | null)?.["blocked"]).map((t) =>
      String(t["id"])
    ).sort(),
    comments: list(raw["comments"]).map((c) => ({
      id: String(c["id"]),
      text: String(c["comment"]),
    })),
    assignees: list(raw["assignees"]).map((u) => String(u["username"])).sort(),
    repetition: repeats
      ? { everySeconds: Number(raw["repeat_after"]), mode: Number(raw["repeat_mode"]) as 0 | 1 | 2 }
      : null,
  };
}
export function extraOf(_raw: RawObject): JsonObject {
  return {};
}
export function changedAtOf(raw: RawObject): string {
  return instant(raw["updated"]) ?? zero;
}
export function nonceOf(key: string): string {
  let hash = 7;
  for (const c of key) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) % 600_000_000;
  return new Date((1 + hash) * 1000).toISOString().replace(".000Z", "Z");
}
export function createBody(task: Task, _extra: JsonObject | null, nonce: string | null): RawObject {
  return {
    title: task.title,
    description: task.notes,
    priority: task.priority,
    due_date: task.dueAt ?? zero,
    start_date: task.scheduledAt ?? zero,
    done: task.done,
    done_at: nonce ?? task.doneAt ?? zero,
  };
}
export function columnsOf(patch: Patch): Record<string, unknown> {
  return {
    ...(patch.title === undefined ? {} : { title: patch.title }),
    ...(patch.notes === undefined ? {} : { description: patch.notes }),
    ...(patch.priority === undefined ? {} : { priority: patch.priority }),
    ...(patch.dueAt === undefined ? {} : { due_date: patch.dueAt ?? zero }),
    ...(patch.scheduledAt === undefined ? {} : { start_date: patch.scheduledAt ?? zero }),
    ...(patch.done === undefined ? {} : { done: patch.done }),
  };
}
