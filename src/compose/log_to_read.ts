import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { taskNumbers } from "@/adapters/taskwarrior/task_numbers.ts";
import { exists, logPath } from "@/compose/state_folder.ts";
import type { OpenLog } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";

export function logToRead(stateDir: string): OpenLog {
  return async () => {
    const path = logPath(stateDir);
    if (!await exists(path)) return null;
    const runtime = systemRuntime;
    return openLog({ path, projections: logProjections, runtime, uuidOf: taskNumbers });
  };
}
