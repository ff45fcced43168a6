import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { withAllComments } from "@/adapters/vikunja/comments.ts";
import { freshIds, isFresh, parseCursor } from "@/adapters/vikunja/cursor.ts";
import type { Cursor, CursorKeeper, ListRead } from "@/adapters/vikunja/cursor.ts";
import type { Projects } from "@/adapters/vikunja/projects.ts";
import type { MovedCards } from "@/adapters/vikunja/moved_cards.ts";
import { proofOf, withoutProven } from "@/adapters/vikunja/proven.ts";
import { createReadings } from "@/adapters/vikunja/page_readings.ts";
import { readingOf } from "@/adapters/vikunja/reading.ts";
import { standOf } from "@/adapters/vikunja/stand.ts";
import { createdMs, listAll, listChanged, updatedMs } from "@/adapters/vikunja/task_lists.ts";
import type { Keep, ListDeps, TaskList } from "@/adapters/vikunja/task_lists.ts";
import { stampClockMs } from "@/adapters/vikunja/stamp_clock.ts";
import type { Reading } from "@/domain/task.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { Changes, ChangesRequest } from "@/ports/replica.ts";

/** Two edits in one second carry one time; on SQLite one transaction runs at a time. */
const reachMs = 2_000;
/**
 * Where writes run side by side a commit lands as much later than the time it carries as its transaction takes:
 * a slow database, or a row that somebody else holds (MariaDB gives that up after 50 s).
 */
const concurrentReachMs = 120_000;

/** A second request would have to wait for a server that is busy telling of them. */
const much = 200;

interface ChangesDeps extends ListDeps {
  readonly projects: Projects;
  readonly keeper: CursorKeeper;
  readonly cards: Omit<MovedCards, "watching">;
  readonly settings: VikunjaSettings;
  readonly url: string;
  /** As the server says of itself. */
  readonly concurrentWrites: boolean;
}

/**
 * What changed since the cursor. One request where nothing did. Deletions show as a count that does not fit:
 * list total before (own creates and deletes counted in) + tasks that are new in the window ≠ list total now.
 * Then everything is read; who is missing is then known, but not why. `knownCount`, what the log counts, also
 * holds tasks that the list leaves out (archived projects), so a difference is looked into once, by a full read.
 */
export async function readChanges(
  deps: ChangesDeps,
  request: ChangesRequest,
  signal: AbortSignal,
): Promise<Changes> {
  const cursor = parseCursor(request.cursor, deps.url, deps.settings);
  if (cursor === null || request.full) return await readAll(deps, 0, signal);
  const drift = request.knownCount === null ? 0 : request.knownCount - cursor.total;
  if (drift !== 0 && drift !== cursor.drift) return await readAll(deps, drift, signal);
  return await readSince(deps, cursor, request.isMuch === true, signal) ??
    await readAll(deps, cursor.drift, signal);
}

async function readAll(
  deps: ChangesDeps,
  drift: number,
  signal: AbortSignal,
): Promise<Changes> {
  // On the first contact they were read for the identity just before.
  if (deps.keeper.text() === "") await deps.projects.renew(signal);
  else await deps.projects.readAnew(signal);
  const read = createReadings(deps, signal);
  const keep: Keep = (tasks) => {
    deps.cards.see(tasks);
    return read.keep(tasks);
  };
  const list = await listAll(deps, keep, signal);
  deps.cards.seenAll(list.items);
  const result = await changesOf(deps, list, signal, read.of);
  const upTo = deps.keeper.listRead(listRead(deps, list, null, drift), true);
  return { ...result, complete: true, stand: standOf(list, deps.projects), cursor: upTo };
}

/** `null` where only the full list can tell. */
async function readSince(
  deps: ChangesDeps,
  cursor: Cursor,
  isMuch: boolean,
  signal: AbortSignal,
): Promise<Changes | null> {
  const expected = cursor.touched + (isMuch ? much : 0);
  const window = { sinceMs: cursor.sinceMs, expected };
  const list = await listChanged(deps, window, signal);
  if (list === null || list.serverMs === null) return null;
  if (deps.keeper.wasSetBack(cursor, list.serverMs, list.begunAtMs)) return null;
  const born = list.items.filter((task) =>
    createdMs(task) >= cursor.sinceMs && !isFresh(cursor, Number(task["id"]))
  );
  if (list.total !== cursor.total + born.length) return null;
  const items = withoutProven(list.items, cursor.proven);
  deps.cards.see(items);
  const shown = new Set(list.items.map((task) => task["id"]));
  const moved = (await deps.cards.read(deps.api, signal)).filter(({ id }) => !shown.has(id ?? 0));
  const result = await changesOf(deps, { ...list, items: [...items, ...moved] }, signal);
  const next = listRead(deps, list, cursor, cursor.drift);
  // Where nothing new showed, and a later window would not be smaller, the old cursor is as good.
  const isSame = born.length === 0 && next.newestMs === cursor.newestMs &&
    next.touched.length === cursor.touched;
  const upTo = deps.keeper.listRead(
    isSame ? { ...next, ...cursor, ...sets(cursor, next), proven: next.proven } : next,
    false,
  );
  const isStill = isSame && list.items.length === 0 && next.touched.length === 0;
  return { ...result, complete: false, stand: standOf(list, null), cursor: upTo, isStill };
}

async function changesOf(
  deps: ChangesDeps,
  list: TaskList,
  signal: AbortSignal,
  known: (task: RawObject) => Reading | null = () => null,
): Promise<Omit<Changes, "complete">> {
  const tasks = await withAllComments(deps.api, list.items, deps.jobs, signal);
  const tree = await deps.projects.treeWith(tasks.map(projectIdOf), signal);
  const readings = tasks.map((task) => known(task) ?? readingOf(task, tree, deps.settings));
  return { readings, warnings: tree.twins };
}

function sets(cursor: Cursor, next: ListRead): Pick<ListRead, "fresh" | "touched"> {
  return { fresh: freshIds(cursor), touched: next.touched };
}

function listRead(
  { keeper, concurrentWrites }: ChangesDeps,
  list: TaskList,
  before: Cursor | null,
  drift: number,
): ListRead {
  // A time ahead of the server's clock (it was set back) must not hide what comes until then.
  const now = list.serverMs ?? Infinity;
  const newestMs = list.items.reduce(
    (max, task) => Math.max(max, Math.min(now, updatedMs(task))),
    before?.newestMs ?? 0,
  );
  // What an earlier read measured still holds.
  if (before !== null) keeper.stamped(0, before.aheadMs);
  if (newestMs > 0 && list.serverMs !== null) keeper.stamped(newestMs, list.serverMs + list.tookMs);
  const clockMs = stampClockMs(list, newestMs, keeper.aheadMs());
  const reach = concurrentWrites ? concurrentReachMs : reachMs;
  const sinceMs = Math.max(before?.sinceMs ?? 0, Math.max(newestMs, clockMs) - reach);
  const window = list.items.filter((task) => updatedMs(task) >= sinceMs);
  const ids = (tasks: readonly RawObject[]) => tasks.map((task) => Number(task["id"]));
  return {
    sinceMs,
    serverMs: list.serverMs ?? 0,
    newestMs,
    total: list.total,
    fresh: ids(list.items.filter((task) => createdMs(task) >= sinceMs)),
    touched: ids(window),
    ...proofOf(window, list, clockMs),
    drift,
    dated: list.serverMs === null
      ? null
      : { dateMs: list.serverMs, untilMs: list.begunAtMs + list.tookMs },
  };
}

function projectIdOf(task: RawObject): number {
  return Number(task["project_id"]);
}
