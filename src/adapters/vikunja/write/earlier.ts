import { secondAt } from "@/domain/instant.ts";
import type { Push } from "@/domain/push.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { withAllComments } from "@/adapters/vikunja/comments.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import { differences, isSameButNamed } from "@/adapters/vikunja/write/same_values.ts";
import { lookAt } from "@/adapters/vikunja/read.ts";
import type { ProjectTree } from "@/adapters/vikunja/project_tree.ts";
import { createdMs } from "@/adapters/vikunja/task_lists.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { isNonce, nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { repeatedSinceMs } from "@/adapters/vikunja/write/write_context.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import type { Write } from "@/ports/replica.ts";

export interface CreateWrite {
  readonly write: Write;
  readonly push: Extract<Push, { kind: "create" }>;
  readonly path: readonly string[];
}

/** Nonces asked for in one request. */
const noncesPerList = 20;

/** A task that an earlier attempt made, and the key of that attempt. */
export interface Found {
  readonly raw: RawObject;
  readonly key: string;
}

/**
 * What earlier attempts of these creates have made, by key: the task with one of our nonces, wherever and whenever;
 * else one of a project and title that one of them had and that is made since the request, unlinked, and without another's
 * nonce; else the only such one that has all the values but these.
 */
export async function findEarlier(
  context: WriteContext,
  creates: readonly CreateWrite[],
): Promise<ReadonlyMap<string, Found>> {
  const uncertain = creates.filter(({ write }) => isToBeLookedFor(write));
  const found = new Map<string, Found>();
  if (uncertain.length === 0) return found;
  const since = Math.min(...uncertain.map(({ write }) => sinceOf(context, write)));
  const recent = Number.isFinite(since)
    ? await listTasks(context.api, `created > "${secondAt(since - 1_000)}"`, context)
    : [];
  await adoptByMemory(context, found, uncertain);
  adoptByNonce(context, found, recent, uncertain);
  const open = () => uncertain.filter(({ write }) => !found.has(write.key));
  const asked = open().flatMap((create) => markedKeys(create).map((key) => ({ create, key })));
  for (const chunk of chunks(asked, noncesPerList)) {
    const filter = chunk.map(({ key }) => nonceFilter(nonceInstant(key))).join(" || ");
    const creates = [...new Set(chunk.map(({ create }) => create))];
    adoptByNonce(context, found, await listTasks(context.api, filter, context), creates);
  }
  const tree = await context.projects.treeWith(
    recent.map((task) => Number(task["project_id"])),
    context.signal,
  );
  // All by their titles first: what looks like one of them may be another one's own.
  for (
    const { write: { key }, one } of byTitle(context, creates, open(), { recent, found, tree })
  ) {
    const isTaken = [...found.values()].some(({ raw }) => raw === one.raw);
    if (!found.has(key) && !isTaken) found.set(key, one);
  }
  for (const [create, raw] of alikePairs(context, open(), recent, found)) {
    found.set(create.write.key, { raw, key: create.write.key });
  }
  const whole = await withAllComments(
    context.api,
    [...found.values()].map(({ raw }) => raw),
    context.jobs,
    context.signal,
  );
  const byId = new Map(whole.map((task) => [task["id"], task]));
  return new Map([...found].flatMap(([key, one]) => {
    const raw = byId.get(one.raw["id"]);
    return raw === undefined ? [] : [[key, { ...one, raw }] as const];
  }));
}

/** What it may have left is looked for by the server's clock, which only an answer tells. */
export function isToBeLookedFor(write: Write): boolean {
  return write.mayHaveHappened || earlierKeys(write).length > 0;
}

function earlierKeys({ earlierKeys = [] }: Write): readonly string[] {
  return earlierKeys;
}

/** Of all attempts, the first one first. */
function markedKeys(create: CreateWrite): readonly string[] {
  return [...earlierKeys(create.write), ...(hasNonce(create) ? [create.write.key] : [])];
}

/** Only an undone task shows no `done_at`. */
export function hasNonce({ push }: CreateWrite): boolean {
  return !push.task.done;
}

/** Whose making was answered: whatever was changed since, also the clock of the server, its id was not. */
async function adoptByMemory(
  context: WriteContext,
  found: Map<string, Found>,
  creates: readonly CreateWrite[],
): Promise<void> {
  const remembered = creates.flatMap(({ write }) =>
    [...earlierKeys(write), write.key].flatMap((key) => {
      const id = context.made.idOf(key) ?? context.logged.madeIdOf(key);
      return id === null || context.logged.isLinked(String(id)) ? [] : [{ write, key, id }];
    })
  );
  const looks = await inParallel(
    remembered,
    context.jobs,
    ({ id }) => lookAt(context, String(id), context.signal),
  );
  for (const [index, { write, key }] of remembered.entries()) {
    const look = looks[index];
    if (look?.kind === "raw" && !found.has(write.key)) found.set(write.key, { raw: look.raw, key });
  }
}

/** A task is adopted once; should two keys share a nonce, the title tells. */
function adoptByNonce(
  context: WriteContext,
  found: Map<string, Found>,
  tasks: readonly RawObject[],
  creates: readonly CreateWrite[],
): void {
  const free = tasks.filter((task) =>
    task["done"] !== true && !context.logged.isLinked(String(task["id"]))
  );
  for (const create of creates) {
    if (found.has(create.write.key)) continue;
    const taken = new Set([...found.values()].map(({ raw }) => raw["id"]));
    for (const key of markedKeys(create)) {
      if (found.has(create.write.key)) break;
      const nonce = Date.parse(nonceInstant(key));
      const own = free.filter((task) => doneAtMs(task) === nonce && !taken.has(task["id"]));
      const raw = own.find((each) => each["title"] === create.push.task.title) ?? own[0];
      if (raw !== undefined) found.set(create.write.key, { raw, key });
    }
  }
}

/** What this create may have made, as far as nobody else's claim to it is better. */
function freeOf(
  context: WriteContext,
  { write }: CreateWrite,
  tasks: readonly RawObject[],
  found: ReadonlyMap<string, Found>,
): readonly RawObject[] {
  const taken = new Set([...found.values()].map(({ raw }) => raw["id"]));
  return tasks.filter((task) =>
    createdMs(task) >= sinceOf(context, write) &&
    !isMarked(task) &&
    !context.logged.isLinked(String(task["id"])) &&
    !taken.has(task["id"])
  );
}

/**
 * Which task has title and project of which create, what differs least first: of tasks of one title each is its own
 * create's. One that differs may be what another create, asked for elsewhere than in `all`, has made.
 */
function byTitle(
  context: WriteContext,
  all: readonly CreateWrite[],
  open: readonly CreateWrite[],
  { recent, found, tree }: {
    readonly recent: readonly RawObject[];
    readonly found: ReadonlyMap<string, Found>;
    readonly tree: ProjectTree;
  },
): readonly { readonly write: Write; readonly one: Found }[] {
  const keys = all.map(({ write }) => write.key);
  const pairs = open.flatMap((create) => {
    const { write } = create;
    const asked = { ...create.push.task, project: create.path };
    const free = freeOf(context, create, recent, found);
    return namesOf(context, create).flatMap(({ key, title, path }) =>
      free.flatMap((raw) => {
        const project = tree.pathOf(Number(raw["project_id"]));
        if (raw["title"] !== title || project === null || !jsonEqual(project, path)) return [];
        const { task } = taskFromVikunja(raw, project, context.settings);
        return [{ write, one: { raw, key }, title, differs: differences(asked, task).length }];
      })
    );
  });
  return pairs
    .filter(({ title, differs }) => differs === 0 || !context.logged.isAskedFor(title, keys))
    .toSorted((a, b) => a.differs - b.differs);
}

/** What the attempts called it, the last one first. */
function namesOf(context: WriteContext, { write, push, path }: CreateWrite) {
  return [
    { key: write.key, title: push.task.title, path },
    ...(write.earlierTasks ?? []).map(({ title, project }, at) => ({
      key: earlierKeys(write)[at] ?? write.key,
      title,
      path: project.length === 0 ? context.defaultProjectPath() : project,
    })),
  ];
}

/** Only where one task looks like one create alone, and that like no other task: else it is anybody's guess. */
function alikePairs(
  context: WriteContext,
  creates: readonly CreateWrite[],
  tasks: readonly RawObject[],
  found: ReadonlyMap<string, Found>,
): readonly (readonly [CreateWrite, RawObject])[] {
  const pairs = creates.flatMap((create) =>
    freeOf(context, create, tasks, found)
      .filter((raw) =>
        isSameButNamed(create.push.task, taskFromVikunja(raw, [], context.settings)) &&
        !context.logged.isAskedFor(String(raw["title"]), [create.write.key])
      )
      .map((raw) => [create, raw] as const)
  );
  return pairs.filter(([create, raw]) =>
    pairs.every((other) => other[0] === create ? other[1] === raw : other[1] !== raw)
  );
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
  return `(done_at > "${secondAt(ms - 1_000)}" && done_at < "${secondAt(ms + 1_000)}")`;
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

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}
