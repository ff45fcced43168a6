import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import { createTaskEdits } from "@/triggers/task_edits.ts";
import { openSession } from "@/compose/session.ts";

/** Changes by this process, which owns the log meanwhile. */
export function localEdits(config: Config, io: Io, command: string): TaskEdits {
  const options = { planOnly: false, jobs: config.jobs };
  return createTaskEdits({
    open: (signal) => openSession(config, io, command, options, signal),
    projectPath: decodeProject,
  });
}
