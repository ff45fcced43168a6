import { thisProcess } from "@system/this_process.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { hasInput } from "@/adapters/system/standard_input.ts";
import type { HookDeps } from "@/app/hook.ts";
import { lookAtWakes } from "@/app/local_sync.ts";
import { wakeSpool } from "@/compose/local_sync_ports.ts";
import type { Config } from "@/config/config.ts";
import type { Sync } from "@/ports/operations.ts";

export function hookDeps(config: Config, sync: () => Promise<Pick<Sync, "run">>): HookDeps {
  const spool = wakeSpool(config);
  return {
    isOurWriting: () => thisProcess.env("VIKUNJA_SYNC_RUNNING") === "1",
    hasInput,
    leaveWake: createSpool(config.stateDir, systemRuntime).leave,
    lookAtWakes: (signal) => lookAtWakes({ spool }, { sync, jobs: config.jobs }, signal),
  };
}
