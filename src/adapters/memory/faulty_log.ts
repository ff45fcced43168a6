import type { Log } from "@/ports/log.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

/** Any log, whose appends meet the faults of this process: so a real one is tried as the one in memory is. */
export function withFaults(log: Log, process: MemoryProcess): Log {
  const { store } = log;
  return {
    ...log,
    store: {
      ...store,
      append: (appends) => process.writeLater("log", () => store.append(appends)),
    },
  };
}
