import { asSyncError } from "@/domain/errors.ts";
import type { SyncError } from "@/domain/errors.ts";
import { createTasks } from "@/adapters/vikunja/create.ts";
import type { CreateWrite } from "@/adapters/vikunja/earlier.ts";
import { isTaskMissing } from "@/adapters/vikunja/errors.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import { idNumber } from "@/adapters/vikunja/read.ts";
import { updateTask } from "@/adapters/vikunja/update.ts";
import type { WriteContext } from "@/adapters/vikunja/write_context.ts";
import type { Write, Written } from "@/ports/replica.ts";

/**
 * Carries out all writes; outcomes by key. Creates of one project go together; writes to one task keep
 * their order; the rest runs side by side.
 */
export async function writeAll(
  context: WriteContext,
  writes: readonly Write[],
): Promise<ReadonlyMap<string, Written>> {
  const outcomes = new Map<string, Written>();
  const attempt = async (write: Write): Promise<Written> => {
    try {
      context.away.check();
      return await writeOne(context, write);
    } catch (error) {
      context.away.note(error);
      return failed(asSyncError(error));
    }
  };
  const creates = writes.flatMap((write): CreateWrite[] =>
    write.push.kind === "create" && write.id === null
      ? [{ write, push: write.push, path: pathFor(context, write.push.task.project) }]
      : []
  );
  const runCreates = async (): Promise<void> => {
    if (creates.length === 0) return;
    try {
      for (const [key, outcome] of await createTasks(context, creates)) outcomes.set(key, outcome);
    } catch (error) {
      for (const { write } of creates) outcomes.set(write.key, failed(asSyncError(error)));
    }
  };
  await Promise.all([
    runCreates(),
    inParallel(byTask(writes), context.jobs, async (queue) => {
      for (const write of queue) outcomes.set(write.key, await attempt(write));
    }),
  ]);
  return outcomes;
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
      return await updateTask(context, write, push);
    case "delete":
      return await deleteTask(context, write);
    case "create": {
      // A create that names an id asks for a task that is there already.
      const update = { kind: "update", patch: {}, expected: {} } as const;
      return await updateTask(context, write, update);
    }
  }
}

async function deleteTask(context: WriteContext, write: Write): Promise<Written> {
  const id = write.id ?? "";
  try {
    await context.api.deleteTask(idNumber(id), context.signal);
    context.keeper.deleted(idNumber(id));
  } catch (error) {
    // Gone already: by an earlier attempt or by somebody else.
    if (!isTaskMissing(error)) throw error;
  }
  const reading = { kind: "gone", id, how: "deleted", changedAt: null } as const;
  return { kind: "written", reading, comments: [], leftOut: [] };
}
