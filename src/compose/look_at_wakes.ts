import process from "node:process";
import { markProcess, unmarkProcess } from "@/adapters/fs/process_mark.ts";
import { drainSpool, leaveWake } from "@/adapters/fs/spool.ts";
import type { Config } from "@/config/config.ts";
import type { Sync } from "@/ports/operations.ts";
import { runHook } from "@/triggers/hook_run.ts";

/** Looks until no wake-up waits; how many there were. One that could not be looked at stays in the spool. */
export function lookAtWakes(
  { stateDir, jobs }: Config,
  sync: () => Promise<Sync>,
  signal: AbortSignal,
): Promise<number> {
  return runHook({
    drain: () => drainSpool(stateDir),
    mark: () => markProcess(stateDir, "hook", process.pid),
    unmark: () => unmarkProcess(stateDir, "hook", process.pid),
    putBack: () => leaveWake(stateDir),
    sync,
    jobs,
  }, signal);
}
