import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { EnginePorts } from "@/app/engine_ports.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { LeaseClock } from "@/ports/claims.ts";
import type { Io } from "@/ports/io.ts";
import { noTracer, type Tracer } from "@/ports/tracer.ts";
import { connectTaskwarrior, connectVikunja } from "@/compose/replicas.ts";
import { copyLog, ownLog } from "@/compose/state_folder.ts";

/** The real world of one configuration. */
export function enginePorts(config: Config, io: Io, tracer: Tracer = noTracer): EnginePorts {
  const { stateDir, lockTimeoutMs } = config;
  const here = enginePlace(stateDir);
  return {
    runtime: systemRuntime,
    leaseClock,
    openLog: (command, { planOnly }, signal) =>
      planOnly ? copyLog(stateDir) : ownLog({ stateDir, lockTimeoutMs, command }, signal),
    taskwarrior: (facts) => connectTaskwarrior(config, facts, io.warn),
    vikunja: (parts) =>
      connectVikunja({ ...parts, config, server: serverOf(config), onRequest: io.onRequest }),
    serverUrl: () => serverOf(config).url,
    marks: createEngineMarks(here),
    here,
    loadMarkup: async () => (await import("@/mapping/markup.ts")).markup,
    asking: io,
    tracer,
  };
}

const leaseClock = lazyClock();

/** Made at the first look at it: most runs have no use for it. */
function lazyClock(): LeaseClock {
  let clock: LeaseClock | null = null;
  return () => (clock ??= createLeaseClock())();
}

function serverOf(config: Config): ServerConfig {
  if (config.server !== null) return config.server;
  throw new SyncError("CONFIG", "Cannot sync: no server is set", {
    hint: "Set VIKUNJA_URL and VIKUNJA_TOKEN_FILE, or `url` in the configuration file.",
  });
}
