import type { MemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { copyMemoryLog, type OwnedMemoryLog, ownMemoryLog } from "@/adapters/memory/owned_log.ts";
import { type MemoryProcess, startProcess } from "@/adapters/memory/process.ts";
import type { Log } from "@/ports/log.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { logProjections as projections } from "@/projections/log_projections.ts";

export interface OwnOptions {
  readonly process: MemoryProcess;
  readonly runtime: Runtime;
  readonly command: string;
  readonly lockTimeoutMs: number;
}

/** How the log of a state folder is opened. */
export interface LogPlace extends Disposable {
  own(options: OwnOptions, signal: AbortSignal): Promise<OwnedMemoryLog>;
  copy(options: Pick<OwnOptions, "process" | "runtime">): OwnedMemoryLog;
  /** Whoever owns it. */
  look(now: () => Date): Log;
}

export function memoryLogPlace(disk: MemoryDisk): LogPlace {
  return {
    own: (options, signal) =>
      ownMemoryLog({ ...options, projections, now: options.runtime.now }, signal),
    copy: ({ process, runtime }) => copyMemoryLog({ process, projections, now: runtime.now }),
    look: (now) => openMemoryLog({ projections, now, process: startProcess(disk) }),
    [Symbol.dispose]() {},
  };
}
