import { thisProcess } from "@system/this_process.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { salvage, surveyDamage } from "@/adapters/sqlite/salvage.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { hasInput } from "@/adapters/system/standard_input.ts";
import type { HookDeps } from "@/app/hook.ts";
import {
  createLocalSync,
  createOneSync,
  type LocalSyncPorts,
  lookAtWakes,
  type WakeSpool,
} from "@/app/local_sync.ts";
import { createRepair } from "@/app/repair.ts";
import { enginePorts, runsOf } from "@/compose/engine_ports.ts";
import { isLogThere, ownLog } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import type { Repair, Sync } from "@/ports/operations.ts";

export function localSync(config: Config, io: Io): Sync {
  return createLocalSync(localSyncPorts(config, io), config);
}

export function oneSync(config: Config, io: Io): Sync {
  return createOneSync(localSyncPorts(config, io), config);
}

function localSyncPorts(config: Config, io: Io): LocalSyncPorts {
  const failures = createFailureNote(config.stateDir, systemRuntime);
  return { ...enginePorts(config, io), spool: wakeSpool(config), failures, quiet: io.quiet };
}

export function hookDeps(config: Config, sync: () => Promise<Pick<Sync, "run">>): HookDeps {
  const spool = wakeSpool(config);
  return {
    isOurWriting: () => thisProcess.env("VIKUNJA_SYNC_RUNNING") === "1",
    hasInput,
    leaveWake: spool.putBack,
    lookAtWakes: (signal) => lookAtWakes({ spool }, { sync, jobs: config.jobs }, signal),
  };
}

function wakeSpool({ stateDir }: Config): WakeSpool {
  const { drain, leave: putBack, hasWakes } = createSpool(stateDir, systemRuntime);
  const { mark, unmark } = createProcessMarks(stateDir, thisProcess.pid);
  return { drain, putBack, hasWakes, mark: () => mark("hook"), unmark: () => unmark("hook") };
}

export function repairHere(config: Config, io: Io): Repair["repair"] {
  const path = logPath(config.stateDir);
  const now = systemRuntime.now;
  return createRepair({
    jobs: config.jobs,
    ownLog: async (signal) => isLogThere(config) ? await ownLog(config, "repair", signal) : null,
    damaged: { path, survey: () => surveyDamage(path), salvage: () => salvage(path, now()) },
    openRun: runsOf(config, io, "repair"),
  });
}
