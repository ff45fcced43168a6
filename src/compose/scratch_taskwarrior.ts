import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createScratch } from "@/adapters/taskwarrior/scratch.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { taskEnvironment } from "@/app/task_environment.ts";
import type { Config } from "@/config/config.ts";

/** The Taskwarrior of the configuration with data of its own. */
export async function openScratch(config: Config, signal: AbortSignal) {
  const TASKDATA = files.makeTempFolder("filter-", config.stateDir);
  const { attributes, mapping: { places }, taskwarrior: { program } } = config;
  const env = { ...taskEnvironment(config, thisProcess.env), TASKDATA };
  const ports = systemTaskwarrior({ program, env, runtime });
  return await createScratch(TASKDATA, { attributes, places }, { runtime, ports, env }, signal);
}
