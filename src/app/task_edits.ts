import type { TaskChange } from "@/domain/task_change.ts";
import { SyncError } from "@/domain/errors.ts";
import { voidClaims } from "@/domain/claim.ts";
import { fold } from "@/domain/evolve.ts";
import { sides } from "@/domain/task.ts";
import type { Edited, TaskEdit, TaskEdits } from "@/ports/task_edits.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { askedChange, quietRun } from "@/app/asked_change.ts";
import { type Run, withRun } from "@/app/run/run.ts";

interface TaskEditsDeps {
  readonly open: (signal: AbortSignal) => Promise<Run>;
  readonly projectPath: (name: string) => readonly string[];
}

/** Writes of others to the same task may keep it busy; each try begins when the engine is quiet. */
const maxTries = 20;

/** Changes of one task through the engine: looked at first, so that what is refused is refused for how it is now. */
export function createTaskEdits({ open, projectPath }: TaskEditsDeps): TaskEdits {
  return {
    async add(task, signal) {
      const { addTask } = await import("@/app/add_task.ts");
      return await addTask({ open, projectPath }, task, signal);
    },
    async edit(edit, signal) {
      const meant = askedChange(edit.changes, projectPath);
      return await withRun({ open: () => open(signal) }, async (run) => {
        const change = await meant(run, signal);
        const task = await resolve(run, edit.task, signal);
        const vikunjaId = run.log.vikunjaIdOf(task);
        const ids = vikunjaId === null ? [] : [vikunjaId];
        const only = { ...quietRun, vikunja: { changes: false, ids }, onlyTask: task };
        const { events } = await run.compare(only, () => {}, signal);
        const refusal = await ask(run, task, change, edit);
        await run.engine.quiet();
        return { value: refusal ?? edited(run, task), events };
      });
    },
  };
}

/** `null`: it is being done. */
async function ask(
  { engine, log }: Run,
  task: string,
  change: TaskChange,
  { ifVersion, token }: TaskEdit,
): Promise<Edited | null> {
  const isVoid = token !== null && token <= Number(log.cachedFacts(voidClaims)?.facts ?? 0);
  if (isVoid) {
    const title = log.titleOf(task);
    return { ok: false, task, title, because: "token", lockedBy: null, until: null };
  }
  for (let attempt = 1;; attempt++) {
    try {
      const conditions = { ifVersion, token };
      await engine.ask(task, { type: "EditTask", change, conditions });
      return null;
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) throw thrown;
      if (thrown.code === "STALE") {
        const title = log.titleOf(task);
        return { ok: false, task, title, ...thrown.details } as unknown as Edited;
      }
      if (thrown.code !== "LOCKED" || attempt === maxTries) throw thrown;
      await engine.quiet();
    }
  }
}

/** What the log has not seen yet may be in Taskwarrior since a moment ago. */
async function resolve(run: Run, name: string, signal: AbortSignal): Promise<string> {
  try {
    return run.log.resolveTask(name);
  } catch (thrown) {
    if (!(thrown instanceof SyncError) || !("uuid" in thrown.details)) throw thrown;
    const only = { ...quietRun, vikunja: { changes: false, ids: [] } };
    const { events } = await run.compare(only, () => {}, signal);
    await appendLogEvents(run.store, events);
    return run.log.resolveTask(name);
  }
}

function edited({ store, log }: Run, task: string): Edited {
  const state = fold(task, store.readStream(task).map(({ event }) => event));
  const pending = sides.filter((side) => state[side].pending !== null);
  return { ok: true, task, title: log.titleOf(task), version: state.taskVersion, pending };
}
