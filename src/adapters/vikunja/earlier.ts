import type { Push } from "@/domain/push.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { withAllComments } from "@/adapters/vikunja/comments.ts";
import { createdMs } from "@/adapters/vikunja/task_lists.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";
import { isNonce, nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { repeatedSinceMs } from "@/adapters/vikunja/write_context.ts";
import type { WriteContext } from "@/adapters/vikunja/write_context.ts";
import type { Write } from "@/ports/replica.ts";

export interface CreateWrite {
  readonly write: Write;
  readonly push: Extract<Push, { kind: "create" }>;
  readonly path: readonly string[];
}

/** Nonces asked for in one request. */
const noncesPerList = 20;

/**
 * What earlier attempts of these creates have made, by key: the task with our nonce, wherever and whenever;
 * else one of that project and title that is made since the request, unlinked, and without another's nonce.
 */
export async function findEarlier(
  context: WriteContext,
  creates: readonly CreateWrite[],
): Promise<ReadonlyMap<string, RawObject>> {
  const uncertain = creates.filter(({ write }) => write.mayHaveHappened);
  const found = new Map<string, RawObject>();
  if (uncertain.length === 0) return found;
  const since = Math.min(...uncertain.map(({ write }) => sinceOf(context, write)));
  const recent = await listTasks(context.api, `created > "${isoSecond(since - 1_000)}"`, context);
  adoptByNonce(context, found, recent, uncertain);
  const open = () => uncertain.filter(({ write }) => !found.has(write.key));
  for (const chunk of chunks(open().filter(hasNonce), noncesPerList)) {
    const filter = chunk.map(({ write }) => nonceFilter(nonceInstant(write.key))).join(" || ");
    adoptByNonce(context, found, await listTasks(context.api, filter, context), chunk);
  }
  for (const create of open()) {
    const task = await byTitle(context, create, recent, [...found.values()]);
    if (task !== null) found.set(create.write.key, task);
  }
  const whole = await withAllComments(
    context.api,
    [...found.values()],
    context.jobs,
    context.signal,
  );
  const byId = new Map(whole.map((task) => [task["id"], task]));
  return new Map([...found].flatMap(([key, task]) => {
    const complete = byId.get(task["id"]);
    return complete === undefined ? [] : [[key, complete] as const];
  }));
}

/** Only an undone task shows no `done_at`. */
export function hasNonce({ push }: CreateWrite): boolean {
  return !push.task.done;
}

/** A task is adopted once; should two keys share a nonce, the title tells. */
function adoptByNonce(
  context: WriteContext,
  found: Map<string, RawObject>,
  tasks: readonly RawObject[],
  creates: readonly CreateWrite[],
): void {
  const free = tasks.filter((task) =>
    task["done"] !== true && !context.isLinked(String(task["id"]))
  );
  for (const create of creates.filter(hasNonce)) {
    const nonce = Date.parse(nonceInstant(create.write.key));
    const taken = new Set([...found.values()].map((task) => task["id"]));
    const own = free.filter((task) => doneAtMs(task) === nonce && !taken.has(task["id"]));
    const task = own.find((each) => each["title"] === create.push.task.title) ?? own[0];
    if (task !== undefined) found.set(create.write.key, task);
  }
}

async function byTitle(
  context: WriteContext,
  { write, push, path }: CreateWrite,
  tasks: readonly RawObject[],
  taken: readonly RawObject[],
): Promise<RawObject | null> {
  const tree = await context.projects.treeWith(
    tasks.map((task) => Number(task["project_id"])),
    context.signal,
  );
  return tasks.find((task) =>
    task["title"] === push.task.title &&
    jsonEqual(tree.pathOf(Number(task["project_id"])), path) &&
    createdMs(task) >= sinceOf(context, write) &&
    !isMarked(task) &&
    !context.isLinked(String(task["id"])) &&
    !taken.some((other) => other["id"] === task["id"])
  ) ?? null;
}

async function listTasks(
  api: Api,
  filter: string,
  { signal }: WriteContext,
): Promise<readonly RawObject[]> {
  const read = (page: number) =>
    api.tasks({ page, perPage: api.maxPerPage, sort: "id", filter, comments: true }, signal);
  const first = await read(1);
  const items = [...first.items];
  for (let page = 2; page <= first.totalPages; page += 1) items.push(...(await read(page)).items);
  return items;
}

/** Recorded: equality of dates never matches on SQLite. */
function nonceFilter(nonce: string): string {
  const ms = Date.parse(nonce);
  return `(done_at > "${isoSecond(ms - 1_000)}" && done_at < "${isoSecond(ms + 1_000)}")`;
}

function sinceOf(context: WriteContext, write: Write): number {
  return repeatedSinceMs(context, write) ?? Infinity;
}

function doneAtMs(task: RawObject): number {
  return Date.parse(instantOf(task["done_at"]) ?? "");
}

/** With the nonce of another create: somebody's else, or it would have been found by it. */
function isMarked(task: RawObject): boolean {
  const doneAt = instantOf(task["done_at"]);
  return doneAt !== null && isNonce(doneAt);
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}
