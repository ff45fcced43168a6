import { asSyncError, SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Reading, Task } from "@/domain/task.ts";
import { createTasks } from "@/adapters/vikunja/write/create.ts";
import { chunks, type CreateWrite } from "@/adapters/vikunja/write/earlier.ts";
import { isTaskMissing, isToBeReadAgain, saysForbidden } from "@/adapters/vikunja/client/errors.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import { idNumber, ifOutOfReach, lookAt, readTasks } from "@/adapters/vikunja/read.ts";
import { maxReads, updateAlike } from "@/adapters/vikunja/write/update.ts";
import type { UpdateWrite } from "@/adapters/vikunja/write/update_steps.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import type { Write, Written } from "@/ports/replica.ts";

/**
 * Carries out all writes; outcomes by key. Creates of one project go together, and so do updates that ask
 * for the same; writes to one task keep their order; the rest runs side by side.
 */
export async function writeAll(
  context: WriteContext,
  writes: readonly Write[],
  onWritten: (key: string, outcome: Written) => void,
): Promise<ReadonlyMap<string, Written>> {
  const outcomes = new Map<string, Written>();
  const note = (key: string, outcome: Written) => {
    outcomes.set(key, outcome);
    onWritten(key, outcome);
  };
  const creates = writes.flatMap((write): CreateWrite[] =>
    write.push.kind === "create" && write.id === null
      ? [{ write, push: write.push, path: pathFor(context, write.push.task.project) }]
      : []
  );
  const runCreates = async (): Promise<void> => {
    if (creates.length === 0) return;
    try {
      await createTasks(context, creates, note);
    } catch (error) {
      const left = creates.filter(({ write }) => !outcomes.has(write.key));
      for (const { write } of left) note(write.key, failed(asSyncError(error)));
    }
  };
  const runBatch = async (batch: Batch): Promise<void> => {
    const results = batch.kind === "alike"
      ? await updateAlike(context, batch.updates, maxReads, true)
      : await inTurn(context, batch.writes);
    const ordered = batch.kind === "alike" ? batch.updates.map(({ write }) => write) : batch.writes;
    for (const [index, { key }] of ordered.entries()) {
      const result = results[index];
      if (result !== undefined) note(key, result);
    }
  };
  await Promise.all([
    runCreates(),
    inParallel(batches(writes, Math.min(maxAlike, context.api.maxChanges)), context.jobs, runBatch),
  ]);
  return outcomes;
}

type Batch =
  | { readonly kind: "alike"; readonly updates: readonly UpdateWrite[] }
  | { readonly kind: "in turn"; readonly writes: readonly Write[] };

/** Small, so that little time passes between the read of a task and its write. */
const maxAlike = 50;

function batches(writes: readonly Write[], together: number): readonly Batch[] {
  const alike = new Map<string, UpdateWrite[]>();
  const result: Batch[] = [];
  for (const queue of byTask(writes)) {
    const [only] = queue;
    if (queue.length === 1 && only?.push.kind === "update") {
      const { doneAt: _, ...patch } = only.push.patch;
      const key = JSON.stringify(patch);
      alike.set(key, [...(alike.get(key) ?? []), { write: only, push: only.push }]);
    } else result.push({ kind: "in turn", writes: queue });
  }
  for (const group of alike.values()) {
    for (const updates of chunks(group, together)) result.push({ kind: "alike", updates });
  }
  return result;
}

async function inTurn(
  context: WriteContext,
  writes: readonly Write[],
): Promise<readonly Written[]> {
  const results: Written[] = [];
  for (const write of writes) {
    try {
      context.away.check();
      results.push(await writeOne(context, write));
    } catch (error) {
      context.away.note(error);
      results.push(failed(asSyncError(error)));
    }
  }
  return results;
}

function failed(error: SyncError): Written {
  return { kind: "failed", error };
}

function pathFor(context: WriteContext, path: readonly string[]): readonly string[] {
  return path.length === 0 ? context.defaultProjectPath() : path;
}

function byTask(writes: readonly Write[]): readonly (readonly Write[])[] {
  const queues = new Map<string, Write[]>();
  for (const write of writes) {
    if (write.id === null) continue;
    queues.set(write.id, [...(queues.get(write.id) ?? []), write]);
  }
  return [...queues.values()];
}

async function writeOne(context: WriteContext, write: Write): Promise<Written> {
  const { push } = write;
  switch (push.kind) {
    case "update":
      return await updateOne(context, { write, push });
    case "delete":
      return await deleteTask(context, write, push.seen);
    case "create": {
      // A create that names an id asks for a task that is there already.
      const nothing = { kind: "update", patch: {}, expected: {} } as const;
      return await updateOne(context, { write, push: nothing });
    }
  }
}

async function updateOne(context: WriteContext, update: UpdateWrite): Promise<Written> {
  const [outcome] = await updateAlike(context, [update], maxReads, true);
  return outcome ?? failed(new SyncError("INTERNAL", "An update was lost"));
}

/** Only while it is as it was when that was decided: an edit made since is worth more. */
async function deleteTask(
  context: WriteContext,
  write: Write,
  seen: Task | null,
  tries = maxReads,
): Promise<Written> {
  const id = write.id ?? "";
  if (seen !== null) {
    const read = () => readTasks(context, [id], context.signal);
    const [reading] = await context.reads.undisturbed(id, read);
    const isSame = reading?.kind === "present" && jsonEqual(reading.task, seen);
    if (reading?.kind === "gone") return deleted(id);
    if (reading !== undefined && !isSame) return { kind: "stale", reading };
  }
  try {
    context.told.forget([id]);
    await context.api.deleteTask(idNumber(id), context.signal);
    context.keeper.deleted(idNumber(id));
  } catch (error) {
    if (isToBeReadAgain(error) && tries > 1) {
      return await deleteTask(context, write, seen, tries - 1);
    }
    const reading = saysForbidden(error) ? await ifReadOnly(context, id) : null;
    if (reading !== null) return { kind: "stale", reading };
    // Gone already: by an earlier attempt or by somebody else.
    if (!isTaskMissing(error)) throw error;
  }
  return deleted(id);
}

async function ifReadOnly(context: WriteContext, id: string): Promise<Reading | null> {
  const look = await lookAt(context, id, context.signal);
  return look.kind === "none" ? look.reading : await ifOutOfReach(context, look.raw);
}

function deleted(id: string): Written {
  const reading = { kind: "gone", id, how: "deleted", changedAt: null } as const;
  return { kind: "written", reading, comments: [], leftOut: [] };
}
