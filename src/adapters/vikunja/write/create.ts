import { updatedMs } from "@/adapters/vikunja/task_lists.ts";
import { elementsOf } from "@/domain/fields.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { findEarlier, type Found, hasNonce } from "@/adapters/vikunja/write/earlier.ts";
import type { CreateWrite } from "@/adapters/vikunja/write/earlier.ts";
import { matchAnswers, unmatched } from "@/adapters/vikunja/write/match_answers.ts";
import { partsOfNew } from "@/adapters/vikunja/write/parts_of_new.ts";
import { labelsAhead } from "@/adapters/vikunja/write/set_labels.ts";
import { applyParts } from "@/adapters/vikunja/write/task_parts.ts";
import {
  isPassing,
  isProjectMissing,
  isTaskMissing,
  saysForbidden,
  vikunjaCodes,
} from "@/adapters/vikunja/client/errors.ts";
import {
  halves,
  isWorthSplitting,
  maxBulkBytes,
  named,
  packed,
} from "@/adapters/vikunja/write/split.ts";
import { createLanes } from "@/adapters/vikunja/write/lanes.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import { lookAt, toReading } from "@/adapters/vikunja/read.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";
import { createBodyForVikunja } from "@/mapping/vikunja/values.ts";
import { createShortfall, partsOf } from "@/adapters/vikunja/write/shortfall.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import type { Write, Written } from "@/ports/replica.ts";
import type { Reading } from "@/domain/task.ts";

/** More at once are not what somebody has just made. */
const mostAhead = 2;

/** A task on the server and what it was made without, or why there is none. */
type Made =
  | {
    readonly raw: RawObject;
    readonly leftOut?: readonly string[];
    /** Key of the attempt that made it, where that is an earlier request. */
    readonly by?: string;
  }
  | { readonly error: SyncError };

/**
 * Creates as many as there are, in as few calls as the server allows. What of a task takes requests of its own follows
 * while others are being made, and each outcome is told as soon as it is known.
 */
export async function createTasks(
  context: WriteContext,
  creates: readonly CreateWrite[],
  onWritten: (key: string, outcome: Written) => void,
): Promise<void> {
  const lanes = createLanes(context.jobs);
  const finishing: Promise<void>[] = [];
  const finishOne = (create: CreateWrite, made: Made) => {
    const { key } = create.write;
    if ("raw" in made) context.made.note(made.by ?? key, Number(made.raw["id"]));
    const finished = lanes.run(async () => onWritten(key, await outcomeOf(context, create, made)));
    // Awaited at the end; until then it is not unhandled.
    finished.catch(() => {});
    finishing.push(finished);
  };
  const make = async (chunk: readonly CreateWrite[]) => {
    const results = await makeChunk(context, chunk);
    for (const [index, create] of chunk.entries()) {
      finishOne(create, results[index] ?? { error: unmatched() });
    }
  };
  const found = await findEarlier(context, creates);
  for (const create of creates) {
    const earlier = found.get(create.write.key);
    if (earlier !== undefined) finishOne(create, adopted(earlier));
  }
  const fresh = creates.filter(({ write }) => !found.has(write.key));
  const most = { count: context.api.maxCreates, bytes: maxBulkBytes };
  const [[first, ...rest] = [], ...others] = groupByPath(fresh).map((group) =>
    packed(group, most, (create) => sizeOf(create, context.settings))
  );
  try {
    // Alone: a server that is away is not asked by many.
    const making = first === undefined ? null : make(first);
    if (fresh.length <= mostAhead) {
      labelsAhead(context, fresh.map(({ push: { task } }) => elementsOf(task, "labels")));
    }
    await making;
    // Those of one project one after the other: each of its tasks takes the next number of it.
    await inParallel([rest, ...others], context.jobs, async (chunks) => {
      for (const chunk of chunks) await make(chunk);
    });
  } finally {
    await Promise.all(finishing);
  }
}

async function outcomeOf(
  context: WriteContext,
  create: CreateWrite,
  made: Made,
): Promise<Written> {
  if ("error" in made) return { kind: "failed", error: made.error };
  const outcome = await finish(context, create, made);
  if (outcome.kind !== "failed") return outcome;
  const key = made.by ?? create.write.key;
  context.made.keep(key);
  return { ...outcome, made: { key, id: Number(made.raw["id"]) } };
}

function groupByPath(creates: readonly CreateWrite[]): readonly (readonly CreateWrite[])[] {
  const groups = new Map<string, CreateWrite[]>();
  for (const create of creates) {
    const key = JSON.stringify(create.path);
    groups.set(key, [...(groups.get(key) ?? []), create]);
  }
  return [...groups.values()];
}

function adopted({ raw, key }: Found): Made {
  return { raw, by: key };
}

function sizeOf(create: CreateWrite, settings: VikunjaSettings): number {
  return new TextEncoder().encode(JSON.stringify(bodyOf(create, settings))).length;
}

/** All in one call; where one of them may be to blame that none was taken, in halves, so that only that one fails. */
async function makeChunk(
  context: WriteContext,
  chunk: readonly CreateWrite[],
): Promise<readonly Made[]> {
  const [only] = chunk;
  const single = chunk.length === 1;
  try {
    context.away.check();
    return await inProject(context, chunk, async (projectId) => {
      const bodies = chunk.map((create) => bodyOf(create, context.settings));
      const [body] = bodies;
      if (single && body !== undefined) return [await makeOne(context, projectId, body)];
      const answers = await context.api.createTasks(projectId, bodies, context.signal);
      return matchAnswers(chunk, answers);
    });
  } catch (error) {
    context.away.note(error);
    if (saysForbidden(error)) await context.projects.renew(context.signal);
    if (single && only !== undefined) {
      return [{ error: named(error, only.write, only.push.task.title) }];
    }
    if (!isWorthSplitting(error)) return chunk.map(() => ({ error: asSyncError(error) }));
    return await makeInHalves(context, chunk, error);
  }
}

/** What was answered to all of them may be wrong: what they have made all the same is looked for first. */
async function makeInHalves(
  context: WriteContext,
  chunk: readonly CreateWrite[],
  error: unknown,
): Promise<readonly Made[]> {
  const made = new Map<string, Made>();
  if (isPassing(error)) {
    const unsure = chunk.map((create) => ({
      ...create,
      write: { ...create.write, mayHaveHappened: true },
    }));
    try {
      for (const [key, found] of await findEarlier(context, unsure)) made.set(key, adopted(found));
    } catch {
      return chunk.map(() => ({ error: asSyncError(error) }));
    }
  }
  const rest = chunk.filter(({ write }) => !made.has(write.key));
  for (const half of rest.length === 0 ? [] : halves(rest)) {
    if (half.length === 0) continue;
    const results = await makeChunk(context, half);
    for (const [index, { write }] of half.entries()) {
      made.set(write.key, results[index] ?? { error: unmatched() });
    }
  }
  return chunk.map(({ write }) => made.get(write.key) ?? { error: unmatched() });
}

async function inProject(
  context: WriteContext,
  chunk: readonly CreateWrite[],
  make: (projectId: number) => Promise<readonly Made[]>,
): Promise<readonly Made[]> {
  const path = chunk[0]?.path ?? [];
  const count = (results: readonly Made[]) => {
    for (const result of results) {
      if (!("raw" in result)) continue;
      context.keeper.created(Number(result.raw["id"]));
      context.keeper.stamped(updatedMs(result.raw), context.dateMs());
    }
    return results;
  };
  try {
    return count(await make((await context.projects.ensure(path, context.signal)).id));
  } catch (error) {
    if (!isProjectMissing(error)) throw error;
    // The remembered project was deleted: it is made again.
    await context.projects.refresh(context.signal);
    return count(await make((await context.projects.ensure(path, context.signal)).id));
  }
}

/** A task that is made again may have had an assignee who is no longer there. */
async function makeOne(
  context: WriteContext,
  projectId: number,
  body: RawObject,
): Promise<Made> {
  try {
    return { raw: await context.api.createTask(projectId, body, context.signal) };
  } catch (error) {
    const code = error instanceof SyncError ? error.details["vikunjaCode"] : null;
    if (code !== vikunjaCodes.userMissing || !("assignees" in body)) throw error;
    const { assignees: _, ...rest } = body;
    const raw = await context.api.createTask(projectId, rest, context.signal);
    return { raw, leftOut: ["assignees: one of them is not there any more"] };
  }
}

function bodyOf(create: CreateWrite, settings: VikunjaSettings): RawObject {
  const { push, write } = create;
  return createBodyForVikunja(
    push.task,
    push.extra,
    hasNonce(create) ? nonceInstant(write.key) : null,
    settings,
  );
}

/** An adopted task may have more than the create itself. */
function isRepeated(write: Write, made: Extract<Made, { raw: RawObject }>): boolean {
  return write.mayHaveHappened || made.by !== undefined;
}

/**
 * Labels, dependencies and comments of a task that exists now. What the server will not take is left
 * out and said, so that the task is linked nevertheless; what may yet succeed fails, and is taken up again.
 */
async function finish(
  context: WriteContext,
  { write, push }: CreateWrite,
  made: Extract<Made, { raw: RawObject }>,
): Promise<Written> {
  const shortfall = createShortfall();
  const by = made.by === undefined || made.by === write.key ? {} : { made: made.by };
  try {
    context.away.check();
    const asked = partsOfNew(push);
    const repeated = isRepeated(write, made);
    const applied = await applyParts({ ...context, shortfall }, write, made.raw, asked, repeated);
    let { raw } = applied;
    // Assignees, reminders and the like are only hollow in the answer to a create.
    if (push.extra !== null) {
      const look = await lookAt(context, String(raw["id"]), context.signal);
      if (look.kind === "none") return { kind: "stale", reading: look.reading };
      raw = look.raw;
    }
    context.told.note(raw);
    return {
      kind: "written",
      reading: await toReading(context, raw, context.signal),
      comments: applied.comments,
      leftOut: [...made.leftOut ?? [], ...shortfall.leftOut],
      ...partsOf(shortfall),
      ...by,
    };
  } catch (error) {
    context.away.note(error);
    const reading = isTaskMissing(error) ? await goneAtOnce(context, made.raw) : null;
    if (reading !== null) return { kind: "written", reading, comments: [], leftOut: [], ...by };
    return { kind: "failed", error: asSyncError(error) };
  }
}

/** Somebody deleted it as soon as it was there; `null`: that cannot be told. */
async function goneAtOnce(context: WriteContext, raw: RawObject): Promise<Reading | null> {
  try {
    const look = await lookAt(context, String(raw["id"]), context.signal);
    return look.kind === "none" ? look.reading : null;
  } catch {
    return null;
  }
}
