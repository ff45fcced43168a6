import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { taskrcRecord } from "@/adapters/fs/taskrc_record.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { createVikunja } from "@/adapters/vikunja/replica.ts";
import { createTransport } from "@/adapters/vikunja/transport.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import type { EnginePorts } from "@/app/engine_ports.ts";
import { vikunjaPathBy } from "@/app/mapping_rules.ts";
import { openRun } from "@/app/open_engine.ts";
import type { OpenRun } from "@/app/run.ts";
import { syncServer } from "@/app/sync_server.ts";
import { taskEnvironment } from "@/app/task_environment.ts";
import { logToTryOn, ownLog } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import { linkStyleOf } from "@/mapping/taskwarrior/settings.ts";
import { vikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Io } from "@/ports/io.ts";
import { noTracer, type Tracer } from "@/ports/tracer.ts";

/** Connections for writes that others do not wait for, besides those of reads. */
const writesBeside = 28;

/** The real world of one configuration. */
export function enginePorts(config: Config, io: Io, tracer: Tracer = noTracer): EnginePorts {
  const here = enginePlace(config.stateDir);
  return {
    runtime,
    leaseClock,
    openLog: (command, { planOnly }, signal) =>
      planOnly ? logToTryOn(config) : ownLog(config, command, signal),
    taskwarrior: (facts) => connectTaskwarrior(config, facts, io.warn).replica,
    vikunja({ jobs, ...parts }) {
      const { url, token } = syncServer(config);
      const authorities = authoritiesOf(config, files.readTextLater);
      const { defaultProject } = config;
      const pathOf = vikunjaPathBy(config);
      return createVikunja({
        ...parts,
        url,
        runtime,
        transport: createTransport({ url, runtime, sockets: jobs + writesBeside, authorities }),
        token: async (which) => (await token(which)).reveal(),
        jobs,
        defaultProject: defaultProject === null ? null : pathOf(defaultProject),
        settings: vikunjaSettings(config.mapping.places),
        onRequest: io.onRequest ?? (() => {}),
      });
    },
    scratch: async (signal) =>
      await (await import("@/compose/scratch_taskwarrior.ts")).openScratch(config, signal),
    serverUrl: () => syncServer(config).url,
    marks: createEngineMarks(here, config.profile),
    here,
    loadMarkup: async () => (await import("@/mapping/markup.ts")).markup,
    asking: io,
    tracer,
  };
}

/** `command`: for those who wait for the log meanwhile. */
export function runsOf(config: Config, io: Io, command: string): OpenRun {
  return (options, signal) =>
    openRun(enginePorts(config, io), { ...options, config, command }, signal);
}

export function connectTaskwarrior(config: Config, facts: FactsCache, warn: Io["warn"]) {
  const { program, write } = config.taskwarrior;
  const env = taskEnvironment(config, thisProcess.env);
  const ports = systemTaskwarrior({ program, env, runtime });
  const { attributes, profile, mapping: { places } } = config;
  const settings = { attributes, places, link: linkStyleOf(config.link, profile), profile };
  const asked = { facts, warn, write, taskrcRecord: taskrcRecord(config.stateDir) };
  const replica = createTaskwarrior({ runtime, ports, env, settings, ...asked });
  return { env, ports, replica };
}
