import { SyncError } from "@/domain/errors.ts";
import type { Reading } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { withAllComments, withListedComments } from "@/adapters/vikunja/comments.ts";
import { isStatus, isTaskMissing } from "@/adapters/vikunja/client/errors.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import type { Projects } from "@/adapters/vikunja/projects.ts";
import { readingOf } from "@/adapters/vikunja/reading.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";

export interface ReadDeps {
  readonly api: Api;
  readonly projects: Projects;
  readonly settings: VikunjaSettings;
  readonly jobs: number;
}

/** A task as the server has it now, or why it cannot be had. */
export type Look =
  | { readonly kind: "raw"; readonly raw: RawObject }
  | { readonly kind: "none"; readonly reading: Reading };

/** From this many on, what a list can show is not asked for one by one. */
const listFrom = 4;
const idsPerList = 200;

/** The tasks, in the order asked for. Only its own 404 makes a task gone; a list that lacks it proves nothing. */
export async function readTasks(
  deps: ReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const looks = looksAt(deps, ids, signal);
  return await inParallel(ids, deps.jobs, async (id) => {
    const look = await looks(id);
    return look.kind === "none" ? look.reading : await toReading(deps, look.raw, signal);
  });
}

/** Looks at one of these tasks; at many by lists, which are asked for now. What a list lacks is asked for by itself. */
export function looksAt(
  deps: ReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
): (id: string) => Promise<Look> {
  const alone = (id: string) => lookAt(deps, id, signal);
  if (ids.length < listFrom) return alone;
  const listed = readListed(deps, ids, signal);
  // Whoever looks is told.
  listed.catch(() => {});
  return async (id) => {
    const raw = (await listed).get(id);
    return raw === undefined ? await alone(id) : { kind: "raw", raw };
  };
}

/** One task by its own address, with all comments. */
export async function lookAt(deps: ReadDeps, id: string, signal: AbortSignal): Promise<Look> {
  const { api } = deps;
  try {
    const raw = await api.task(idNumber(id), signal);
    return { kind: "raw", raw: await withListedComments(api, raw, signal) };
  } catch (error) {
    const reading = absence(id, error);
    if (reading === null) throw error;
    return { kind: "none", reading };
  }
}

/** What a refusal says about the task itself; `null` where it says nothing. */
function absence(id: string, error: unknown): Reading | null {
  if (isTaskMissing(error)) return { kind: "gone", id, how: "deleted", changedAt: null };
  if (isStatus(error, 403)) {
    return {
      kind: "withdrawn",
      id,
      reason: "there is no access to it any more; the owner of its project can share it again",
    };
  }
  return null;
}

/** The task as it shows with the projects read anew, where it may not be written; `null`: it may. */
export async function ifOutOfReach(
  deps: ReadDeps & { readonly signal: AbortSignal },
  raw: RawObject,
): Promise<Reading | null> {
  await deps.projects.renew(deps.signal);
  const reading = await toReading(deps, raw, deps.signal);
  return reading.kind !== "present" || reading.readOnly !== undefined ? reading : null;
}

export async function toReading(
  deps: ReadDeps,
  raw: RawObject,
  signal: AbortSignal,
): Promise<Reading> {
  const tree = await deps.projects.treeWith([Number(raw["project_id"])], signal);
  return readingOf(raw, tree, deps.settings);
}

/** What lists show of them, of comments only those listed with them; no task is asked for by itself. */
export async function readFromLists(
  deps: ReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const items = await listed(deps, ids, signal);
  return await Promise.all(items.map((raw) => toReading(deps, raw, signal)));
}

async function readListed(
  deps: ReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RawObject>> {
  const items = await listed(deps, ids, signal);
  const whole = await withAllComments(deps.api, items, deps.jobs, signal);
  return new Map(whole.map((raw) => [String(raw["id"]), raw]));
}

async function listed(
  { api, jobs }: ReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly RawObject[]> {
  const size = Math.min(idsPerList, api.maxPerPage);
  const chunks = Array.from(
    { length: Math.ceil(ids.length / size) },
    (_, i) => ids.slice(i * size, (i + 1) * size),
  );
  const pages = await inParallel(chunks, jobs, (chunk) =>
    api.tasks({
      page: 1,
      perPage: size,
      sort: "id",
      filter: `id in ${chunk.map(idNumber).join(", ")}`,
      comments: true,
    }, signal));
  return pages.flatMap((page) => page.items);
}

/** @throws {SyncError} `USAGE`: not the id of a Vikunja task. */
export function idNumber(id: string): number {
  const number = Number(id);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new SyncError("USAGE", `«${id}» is not the id of a Vikunja task`);
}
