import { isAnywhere } from "@/domain/decide/add_task.ts";
import type { TaskChange } from "@/domain/task_change.ts";
import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { askedFields, fields } from "@/domain/fields.ts";
import { isMeant } from "@/domain/direction.ts";
import type { PairState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import { askedChange, quietRun } from "@/app/asked_change.ts";
import { type Run, withRun } from "@/app/run/run.ts";
import type { Added, NewTask } from "@/ports/task_edits.ts";

interface AddTaskDeps {
  readonly open: (signal: AbortSignal) => Promise<Run>;
  readonly projectPath: (name: string) => readonly string[];
}

/**
 * A new task through the engine: on the log first, then in Taskwarrior, then in Vikunja. What one of them does not take
 * now waits on the log.
 */
export async function addTask(
  { open, projectPath }: AddTaskDeps,
  { uuid, title, changes }: NewTask,
  signal: AbortSignal,
): Promise<Added> {
  if ("title" in changes) {
    throw new SyncError("USAGE", "Cannot add the task: its title is given twice");
  }
  const meant = askedChange({ ...changes, title }, projectPath);
  return await withRun({ open: () => open(signal) }, async (run) => {
    const task = uuid ?? run.runtime.uuid();
    const change = await meant(run, signal);
    checkKept(change, run);
    const events = await look(run, task, signal);
    const isNew = !isAnywhere(stateOf(run, task));
    await run.engine.ask(task, { type: "AddTask", change });
    await run.engine.quiet();
    return { value: told(run, task, isNew), events };
  });
}

/** Taskwarrior keeps what it is asked to. */
function checkKept(change: TaskChange, { asked }: Run): void {
  const lacking = askedFields.find((field) => field in change && !asked.includes(field));
  if (lacking === undefined) return;
  throw new SyncError("USAGE", `Cannot add the task: ${fields[lacking].name} is not synced`, {
    hint:
      `Say where it shows in Taskwarrior: ${lacking} under [mapping] in the configuration file.`,
  });
}

/** A side that is away keeps no task from being made: what it does not take waits. */
async function look(run: Run, task: string, signal: AbortSignal): Promise<readonly LogEvent[]> {
  if (run.log.binding("vikunja") === null) {
    throw new SyncError("CONFIG", "Cannot add a task: nothing was synced yet", {
      hint: "Run `sync` first; it shows what it will do.",
    });
  }
  const only = { ...quietRun, vikunja: { changes: false, ids: [] }, onlyTask: task };
  try {
    return (await run.compare(only, () => {}, signal)).events;
  } catch (thrown) {
    const isAway = thrown instanceof SyncError && thrown.retryable && !signal.aborted;
    if (!isAway) throw thrown;
    return [];
  }
}

function stateOf({ store }: Run, task: string): PairState {
  return fold(task, store.readStream(task).map(({ event }) => event));
}

function told(run: Run, task: string, isNew: boolean): Added {
  const state = stateOf(run, task);
  const lacks = sides.flatMap((side) => {
    const { leftOut, reasons } = state[side];
    return isMeant(leftOut)
      ? []
      : [...leftOut.map(({ what, why }) => `${what}: ${why}`), ...reasons];
  });
  return {
    task,
    title: run.log.titleOf(task),
    version: state.taskVersion,
    isNew,
    vikunjaId: state.vikunjaId,
    pending: sides.filter((side) => state[side].pending !== null),
    outside: state.outside,
    leftOut: [...new Set(lacks)],
  };
}
