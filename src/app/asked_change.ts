import type { TaskChange } from "@/domain/task_change.ts";
import type { Run } from "@/app/run/run.ts";
import { dateWords, taskChange } from "@/triggers/task_change.ts";

type Given = Readonly<Record<string, string>>;

/** A look at some tasks for a command. */
export const quietRun = {
  projects: [],
  full: false,
  jobs: 1,
  allowMassDelete: false,
  resend: "none",
} as const;

/**
 * Field and value as text, as what they mean once Taskwarrior has told the dates among them.
 * @throws {SyncError} `USAGE`: before anything is opened where that can be told.
 */
export function askedChange(
  given: Given,
  projectPath: (name: string) => readonly string[],
): (run: Pick<Run, "sides">, signal: AbortSignal) => Promise<TaskChange> {
  const words = dateWords(given);
  const others = Object.entries(given).filter(([name]) => !(name in words));
  taskChange(Object.fromEntries(others), projectPath);
  return async (run, signal) =>
    taskChange({ ...given, ...await datesOf(words, run, signal) }, projectPath);
}

/** Those that Taskwarrior knows, as instants. */
async function datesOf(
  words: Given,
  { sides }: Pick<Run, "sides">,
  signal: AbortSignal,
): Promise<Given> {
  const dates: Record<string, string> = {};
  for (const [name, text] of Object.entries(words)) {
    const at = await sides.taskwarrior.dateOf(text, signal);
    if (at !== null) dates[name] = at;
  }
  return dates;
}
