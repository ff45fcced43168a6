import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import { openRun } from "@/app/open_engine.ts";
import { createTaskEdits } from "@/app/task_edits.ts";
import { enginePorts } from "@/compose/engine_ports.ts";

/** Changes by this process, which owns the log meanwhile. */
export function localEdits(config: Config, io: Io, command: string): TaskEdits {
  const options = { config, command, planOnly: false, jobs: config.jobs };
  return createTaskEdits({
    open: (signal) => openRun(enginePorts(config, io), options, signal),
    projectPath: decodeProject,
  });
}
