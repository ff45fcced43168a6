import { salvage, surveyDamage } from "@/adapters/sqlite/salvage.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { openRun } from "@/app/open_engine.ts";
import type { RepairDeps } from "@/app/repair.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { exists, logPath, ownLog } from "@/compose/state_folder.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";

export function repairDeps(config: Config, io: Io): RepairDeps {
  const { stateDir, lockTimeoutMs, jobs } = config;
  const path = logPath(stateDir);
  const command = "repair";
  return {
    jobs,
    ownLog: async (signal) =>
      exists(path) ? await ownLog({ stateDir, lockTimeoutMs, command }, signal) : null,
    damaged: {
      path,
      survey: () => surveyDamage(path),
      salvage: () => salvage(path, systemRuntime.now()),
    },
    openRun: (options, signal) =>
      openRun(enginePorts(config, io), { ...options, config, command }, signal),
  };
}
