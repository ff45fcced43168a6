import type { Incoming } from "@/sandbox/http/wire.ts";
import type { Task } from "@/sandbox/store/rows.ts";

/** The program was shown a task that it had asked for by its id. */
export interface Shown {
  readonly taskId: number;
  /** As it was then, and when the answer was there; the runtime's clock. */
  readonly atMs: number;
  readonly knownMs: number;
}

/** Ids of the tasks that a request asks for. */
export function namedIn({ method, path }: Pick<Incoming, "method" | "path">): readonly number[] {
  if (method !== "GET") return [];
  const [, id] = /\/tasks\/(\d+)(\?|$)/.exec(path) ?? [];
  if (id !== undefined) return [Number(id)];
  const words = decodeURIComponent(path.replaceAll("+", " "));
  const [, ids] = /id in ([\d, ]+)/.exec(words) ?? [];
  return ids?.split(",").map(Number) ?? [];
}

const fieldsByColumn: Readonly<Record<string, keyof Task>> = {
  title: "title",
  description: "description",
  project_id: "projectId",
  done: "done",
  due_date: "dueDate",
  start_date: "startDate",
  priority: "priority",
};

/** What a bulk update names. */
export function writtenBy(
  { method, path, body }: Pick<Incoming, "method" | "path" | "body">,
): readonly { readonly taskId: number; readonly field: keyof Task }[] {
  if (method === "GET" || !path.endsWith("/tasks/bulk")) return [];
  const { task_ids: ids, fields } = JSON.parse(body);
  if (!Array.isArray(ids) || !Array.isArray(fields)) return [];
  return ids.flatMap((taskId) =>
    fields.flatMap((column) => {
      const field = fieldsByColumn[column];
      return field === undefined ? [] : [{ taskId: Number(taskId), field }];
    })
  );
}
