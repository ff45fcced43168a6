import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isStatus, isTaskMissing } from "@/adapters/vikunja/client/errors.ts";
import { allPages, objectsOf } from "@/adapters/vikunja/lists.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";

/** Measured: `expand=comments` answers the oldest 50 of all tasks of a page TOGETHER; `comment_count` tells the truth. */
const expandedTogether = 50;

/**
 * The tasks with all their comments; those that went meanwhile are left out. Tasks with few comments are
 * read again in packs that stay within the limit, one request a pack; others one by one.
 */
export async function withAllComments(
  api: Api,
  tasks: readonly RawObject[],
  jobs: number,
  signal: AbortSignal,
): Promise<readonly RawObject[]> {
  const lacking = tasks.filter((task) => !isWhole(task));
  if (lacking.length === 0) return tasks;
  const whole = new Map<unknown, RawObject | null>();
  await inParallel(packs(lacking, api.maxPerPage), jobs, async (pack) => {
    for (const task of await readPack(api, pack, signal)) {
      whole.set(task["id"], task);
    }
    for (const task of pack) {
      if (!whole.has(task["id"])) whole.set(task["id"], await withListed(api, task, signal));
    }
  });
  return tasks.flatMap((task) => {
    const read = whole.get(task["id"]);
    return read === null ? [] : [read ?? task];
  });
}

/** One task with all its comments, which a single read shows only up to 50 of. Throws `NOT_FOUND`. */
export async function withListedComments(
  api: Api,
  task: RawObject,
  signal: AbortSignal,
): Promise<RawObject> {
  if (isWhole(task)) return task;
  const id = Number(task["id"]);
  const { items } = await allPages((page) => api.comments(id, page, signal));
  return { ...task, comments: items, comment_count: items.length };
}

export function commentsOf(task: RawObject): readonly RawObject[] {
  return objectsOf(task["comments"]);
}

/** Whether all its comments are in this answer. */
export function isWhole(task: RawObject): boolean {
  return typeof task["comment_count"] === "number" &&
    commentsOf(task).length >= task["comment_count"];
}

async function withListed(
  api: Api,
  task: RawObject,
  signal: AbortSignal,
): Promise<RawObject | null> {
  try {
    return await withListedComments(api, task, signal);
  } catch (error) {
    if (isTaskMissing(error) || isStatus(error, 403)) return null;
    throw error;
  }
}

async function readPack(
  api: Api,
  pack: readonly RawObject[],
  signal: AbortSignal,
): Promise<readonly RawObject[]> {
  if (pack.length < 2) return [];
  const page = await api.tasks({
    page: 1,
    perPage: pack.length,
    sort: "id",
    filter: `id in ${pack.map((task) => task["id"]).join(", ")}`,
    comments: true,
  }, signal);
  return page.items.filter(isWhole);
}

function packs(tasks: readonly RawObject[], maxTasks: number): readonly (readonly RawObject[])[] {
  const done: RawObject[][] = [];
  let open: RawObject[] = [];
  let room = expandedTogether;
  for (const task of tasks) {
    const count = Number(task["comment_count"] ?? expandedTogether + 1);
    if (count > expandedTogether) {
      done.push([task]);
      continue;
    }
    if (count > room || open.length >= maxTasks) {
      done.push(open);
      open = [];
      room = expandedTogether;
    }
    open.push(task);
    room -= count;
  }
  return open.length === 0 ? done : [...done, open];
}
