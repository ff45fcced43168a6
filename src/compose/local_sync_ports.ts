import process from "node:process";
import { forgetUnlogged, noteUnlogged } from "@/adapters/fs/failure_note.ts";
import { markProcess, unmarkProcess } from "@/adapters/fs/process_mark.ts";
import { drainSpool, hasWakes, leaveWake } from "@/adapters/fs/spool.ts";
import type { LocalSyncPorts, WakeSpool } from "@/app/local_sync.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import { enginePorts } from "@/compose/engine_ports.ts";

export function localSyncPorts(config: Config, io: Io): LocalSyncPorts {
  const { stateDir } = config;
  const ports = enginePorts(config, io);
  return {
    ...ports,
    spool: wakeSpool(config),
    failures: {
      note: (error) => noteUnlogged(stateDir, error, ports.runtime.now().toISOString()),
      forget: () => forgetUnlogged(stateDir),
    },
  };
}

export function wakeSpool({ stateDir }: Config): WakeSpool {
  return {
    drain: () => drainSpool(stateDir),
    mark: () => markProcess(stateDir, "hook", process.pid),
    unmark: () => unmarkProcess(stateDir, "hook", process.pid),
    putBack: () => leaveWake(stateDir),
    hasWakes: () => hasWakes(stateDir),
  };
}
