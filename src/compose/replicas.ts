import { thisProcess } from "@system/this_process.ts";
import { files } from "@system/files.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { createTaskwarrior, type TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { createVikunja, type Vikunja } from "@/adapters/vikunja/replica.ts";
import { createTransport } from "@/adapters/vikunja/transport.ts";
import type { Io } from "@/ports/io.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

interface VikunjaParts {
  readonly config: Config;
  readonly server: ServerConfig;
  /** Reads in parallel. */
  readonly jobs: number;
  readonly facts: FactsCache;
  readonly onRequest: Io["onRequest"];
  readonly isLinked: (id: string) => boolean;
}

export function connectVikunja(
  { config, server, jobs, facts, onRequest, isLinked }: VikunjaParts,
): Vikunja {
  const runtime = systemRuntime;
  const { url } = server;
  const authorities = authoritiesOf(config, files.readTextLater);
  return createVikunja({
    url,
    runtime,
    transport: createTransport({ url, runtime, sockets: jobs + 2, authorities }),
    token: async (which) => (await server.token(which)).reveal(),
    facts,
    jobs,
    defaultProject: config.defaultProject === null ? null : decodeProject(config.defaultProject),
    onRequest: onRequest ?? (() => {}),
    isLinked,
  });
}

export function connectTaskwarrior(
  config: Config,
  facts: FactsCache,
  warn: (warning: string) => void,
): TaskwarriorReplica {
  return createTaskwarrior({
    runtime: systemRuntime,
    ports: taskwarriorPorts(config),
    env: taskEnvironment(config),
    settings: {
      attributes: config.attributes,
      link: config.link === "uda" ? { kind: "uda", name: "vikunja_id" } : { kind: config.link },
    },
    facts,
    warn,
    write: config.taskwarrior.write,
  });
}

export function taskwarriorPorts(config: Config): TaskwarriorPorts {
  const { program } = config.taskwarrior;
  return systemTaskwarrior({ program, env: taskEnvironment(config), runtime: systemRuntime });
}

/** What decides which task list `task` works on. */
export function taskEnvironment({ taskwarrior }: Config): Readonly<Record<string, string>> {
  const { taskrc, taskdata } = taskwarrior;
  const names = ["HOME", "PATH", "XDG_CONFIG_HOME"].flatMap((name) => {
    const value = thisProcess.env(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(names),
    ...(taskrc === null ? {} : { TASKRC: taskrc }),
    ...(taskdata === null ? {} : { TASKDATA: taskdata }),
  };
}
