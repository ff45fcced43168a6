import type { TaskChange } from "@/domain/edit_task.ts";
import { SyncError } from "@/domain/errors.ts";
import { fold } from "@/domain/evolve.ts";
import { sides } from "@/domain/task.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Edited, TaskEdit, TaskEdits } from "@/ports/task_edits.ts";
import type { Session } from "@/triggers/manual_sync.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { syncRun } from "@/triggers/sync_run.ts";
import { taskChange } from "@/triggers/task_change.ts";

type EditSession = Session & { readonly queries: LogQueries };

export interface TaskEditsDeps {
  readonly open: (signal: AbortSignal) => Promise<EditSession>;
  readonly projectPath: (name: string) => readonly string[];
}

const quietRun = {
  projects: [],
  full: false,
  jobs: 1,
  allowMassDelete: false,
  resend: "due",
} as const;

/** Writes of others to the same task may keep it busy; each try begins when the engine is quiet. */
const maxTries = 20;

/** Changes of one task through the engine: looked at first, so that what is refused is refused for how it is now. */
export function createTaskEdits({ open, projectPath }: TaskEditsDeps): TaskEdits {
  return {
    async edit(edit, signal) {
      const change = taskChange(edit.changes, projectPath);
      await using session = await open(signal);
      const task = await resolve(session, edit.task, signal);
      const vikunjaId = session.log.vikunjaIdOf(task);
      const ids = vikunjaId === null ? [] : [vikunjaId];
      const run = { ...quietRun, vikunja: { changes: false, ids } };
      const looked = await syncRun(session, run, () => {}, signal);
      const refusal = await ask(session, task, change, edit);
      await session.engine.quiet();
      await appendLogEvents(session.store, [...looked.events, ...session.cachedFacts()]);
      return refusal ?? edited(session, task);
    },
  };
}

/** `null`: it is being done. */
async function ask(
  session: EditSession,
  task: string,
  change: TaskChange,
  { ifVersion, token }: TaskEdit,
): Promise<Edited | null> {
  for (let attempt = 1;; attempt++) {
    try {
      const conditions = { ifVersion, token };
      await session.engine.ask(task, { type: "EditTask", change, conditions });
      return null;
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) throw thrown;
      if (thrown.code === "STALE") {
        const title = session.queries.titleOf(task);
        return { ok: false, task, title, ...thrown.details } as unknown as Edited;
      }
      if (thrown.code !== "LOCKED" || attempt === maxTries) throw thrown;
      await session.engine.quiet();
    }
  }
}

/** What the log has not seen yet may be in Taskwarrior since a moment ago. */
async function resolve(session: EditSession, name: string, signal: AbortSignal): Promise<string> {
  try {
    return session.queries.resolveTask(name);
  } catch (thrown) {
    if (!(thrown instanceof SyncError) || !("uuid" in thrown.details)) throw thrown;
    const done = await syncRun(
      session,
      { ...quietRun, vikunja: { changes: false, ids: [] } },
      () => {},
      signal,
    );
    await appendLogEvents(session.store, done.events);
    return session.queries.resolveTask(name);
  }
}

function edited({ store, queries }: EditSession, task: string): Edited {
  const state = fold(task, store.readStream(task).map(({ event }) => event));
  const pending = sides.filter((side) => state[side].pending !== null);
  return { ok: true, task, title: queries.titleOf(task), version: state.taskVersion, pending };
}
