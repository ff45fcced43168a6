import { SyncError } from "@/domain/errors.ts";
import type { Page, RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isWhole } from "@/adapters/vikunja/comments.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";

/** Tasks of the whole account, as one consistent list. */
export interface TaskList {
  readonly items: readonly RawObject[];
  /** The newest changes, also those from before the window that was asked for. */
  readonly newest: readonly RawObject[];
  readonly total: number;
  /** Whether the answers held every comment of every task in them. */
  readonly showsComments: boolean;
  /** The server's clock just before the first page was made, ms since 1970; `null` without a `Date`. */
  readonly readAtMs: number | null;
  readonly serverMs: number | null;
  /** When the first page was asked for, on the clock that does not jump. */
  readonly begunAtMs: number;
  /** From asking for the first page to the answer of the last, in ms. */
  readonly tookMs: number;
}

export interface ListDeps {
  readonly api: Api;
  readonly jobs: number;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
}

/** What of the tasks of a page is kept, once the page is read. */
export type Keep = (tasks: readonly RawObject[]) => Promise<readonly RawObject[]>;

/**
 * Every task, pages in parallel; where tasks went meanwhile (pages shift then), once more in a way that cannot miss any.
 * Each page goes through `keep` as it comes, so that not all that the server says of all tasks is in memory at once.
 */
export async function listAll(
  { api, jobs, elapsed }: ListDeps,
  keep: Keep,
  signal: AbortSignal,
): Promise<TaskList> {
  const perPage = api.maxPerPage;
  const read = async (page: number): Promise<Page> => {
    const answer = await api.tasks({ page, perPage, sort: "id", comments: true }, signal);
    return { ...answer, items: await keep(answer.items) };
  };
  const begunAtMs = elapsed();
  const first = await read(1);
  const others = Array.from({ length: Math.max(0, first.totalPages - 1) }, (_, i) => i + 2);
  const pages = [first, ...await inParallel(others, jobs, read)];
  const items = unique(pages.flatMap((page) => page.items));
  const total = first.total ?? (others.length === 0 ? items.length : await api.countTasks(signal));
  const steady = pages.every((page) => page.total === first.total) && items.length === total;
  const all = steady ? items : await listById(api, keep, signal);
  return {
    items: all,
    newest: all,
    total: steady ? total : await api.countTasks(signal),
    showsComments: pages.every(({ items }) => items.every(isWhole)),
    readAtMs: first.readAtMs,
    serverMs: first.serverMs,
    begunAtMs,
    tookMs: Math.ceil(elapsed() - begunAtMs),
  };
}

/** One page after the other, each from the last id on: a task that was there all the time is in it. */
async function listById(
  api: Api,
  keep: Keep,
  signal: AbortSignal,
): Promise<readonly RawObject[]> {
  const items: RawObject[] = [];
  while (true) {
    const last = Number(items.at(-1)?.["id"] ?? 0);
    const page = await api.tasks({
      page: 1,
      perPage: api.maxPerPage,
      sort: "id",
      filter: `id > ${last}`,
      comments: true,
    }, signal);
    items.push(...await keep(page.items));
    if (page.totalPages <= 1 || page.items.length === 0) return items;
  }
}

/**
 * The tasks changed at or after `sinceMs`, newest first; one request where `expected` of them are known of
 * and nothing else changed. `null`: the list moved while it was read.
 */
export async function listChanged(
  { api, elapsed }: Omit<ListDeps, "jobs">,
  window: { readonly sinceMs: number; readonly expected: number },
  signal: AbortSignal,
): Promise<TaskList | null> {
  const inWindow = (task: RawObject) => updatedMs(task) >= window.sinceMs;
  const read = (page: number, perPage: number): Promise<Page> =>
    api.tasks({ page, perPage, sort: "updated, newest first", comments: true }, signal);
  const begunAtMs = elapsed();
  const first = await read(1, Math.min(api.maxPerPage, window.expected + spare));
  let pages = [first];
  const reachedEnd = () => {
    const last = pages.at(-1)?.items.at(-1);
    return last === undefined || !inWindow(last) || pages.length >= (pages[0]?.totalPages ?? 0);
  };
  if (!reachedEnd()) {
    if (first.items.length < api.maxPerPage) pages = [await read(1, api.maxPerPage)];
    while (!reachedEnd()) pages.push(await read(pages.length + 1, api.maxPerPage));
  }
  if (pages.some((page) => page.total !== pages[0]?.total)) return null;
  const shown = unique(pages.flatMap((page) => page.items));
  return {
    items: shown.filter(inWindow),
    newest: shown,
    total: pages[0]?.total ?? await api.countTasks(signal),
    showsComments: pages.every(({ items }) => items.every(isWhole)),
    readAtMs: first.readAtMs,
    serverMs: first.serverMs,
    begunAtMs,
    tookMs: Math.ceil(elapsed() - begunAtMs),
  };
}

/** The tasks that were changed last. */
export async function listNewest(api: Api, signal: AbortSignal): Promise<Page> {
  const perPage = Math.min(api.maxPerPage, spare);
  return await api.tasks(
    { page: 1, perPage, sort: "updated, newest first", comments: false },
    signal,
  );
}

/** Room for a few changes of others in the first request. */
const spare = 20;

export function updatedMs(task: RawObject): number {
  return instantMs(task, "updated");
}

export function createdMs(task: RawObject): number {
  return instantMs(task, "created");
}

function instantMs(task: RawObject, field: string): number {
  const ms = Date.parse(String(task[field]));
  if (!Number.isNaN(ms)) return ms;
  throw new SyncError("SERVER_ANSWER", `Cannot read task ${task["id"]}: «${field}» is not a date`);
}

function unique(items: readonly RawObject[]): readonly RawObject[] {
  return [...new Map(items.map((item) => [item["id"], item])).values()];
}
