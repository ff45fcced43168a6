import { thisProcess } from "@system/this_process.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
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
    failures: createFailureNote(stateDir, ports.runtime),
  };
}

export function wakeSpool({ stateDir }: Config): WakeSpool {
  const { drain, leave, hasWakes } = createSpool(stateDir, systemRuntime);
  const { mark, unmark } = createProcessMarks(stateDir, thisProcess.pid);
  return {
    drain,
    mark: () => mark("hook"),
    unmark: () => unmark("hook"),
    putBack: leave,
    hasWakes,
  };
}
