import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { taskNumbers } from "@/adapters/taskwarrior/task_numbers.ts";
import { exists, logPath } from "@/compose/state_folder.ts";
import type { OpenLog } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";

export function logToRead(stateDir: string): OpenLog {
  const path = logPath(stateDir);
  const open = () =>
    openLog({ path, projections: logProjections, runtime: systemRuntime, uuidOf: taskNumbers });
  return () => new Promise((resolve) => resolve(exists(path) ? open() : null));
}
