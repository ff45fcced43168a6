import { thisProcess } from "@system/this_process.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createTaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import { shareByTask } from "@/adapters/taskwarrior/program/share_by_task.ts";
import type { TaskSync } from "@/app/serve/task_sync.ts";
import { taskEnvironment } from "@/app/task_environment.ts";
import type { Config } from "@/config/config.ts";

export function taskSync(config: Config, everyMs: number): TaskSync {
  const env = taskEnvironment(config, thisProcess.env);
  const program = createTaskProgram(config.taskwarrior.program, env, runtime);
  return { everyMs, run: (signal) => shareByTask(program, signal) };
}
