import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import type { ScratchTaskwarrior } from "@/app/run/filtered_sides.ts";
import { taskEnvironment } from "@/app/task_environment.ts";
import type { Config } from "@/config/config.ts";

/** The Taskwarrior of the configuration with data of its own, which go when it is disposed of; none of its hooks runs. */
export async function openScratch(
  config: Config,
  signal: AbortSignal,
): Promise<ScratchTaskwarrior> {
  const folder = files.makeTempFolder("filter-", config.stateDir);
  const { program } = config.taskwarrior;
  const env = { ...taskEnvironment(config, thisProcess.env), TASKDATA: folder };
  const ports = systemTaskwarrior({ program, env, runtime });
  const replica = createTaskwarrior({
    runtime,
    ports,
    env,
    settings: {
      attributes: config.attributes,
      places: config.mapping.places,
      link: { kind: "none" },
    },
    facts: { get: () => null, put: () => {} },
    warn: () => {},
    write: "direct",
  });
  // Makes its database, where it has one.
  try {
    await replica.takenBy([], signal);
  } catch (thrown) {
    files.removeTree(folder);
    throw thrown;
  }
  return {
    replica,
    [Symbol.asyncDispose]() {
      files.removeTree(folder);
      return Promise.resolve();
    },
  };
}
