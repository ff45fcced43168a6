import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { LocalLogSubject } from "@tests/support/log_subject.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";

/** In a file that waits for no disk: what is tried is what it answers, not that it is kept. */
export function sqliteLogPlace(): LocalLogSubject {
  const folder = folderInMemory();
  const now = tickingClock();
  return {
    open: () => logAt(folder.file("log.db"), now),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

export function memoryLogPlace(): LocalLogSubject {
  const disk = createMemoryDisk();
  const now = tickingClock();
  return {
    open: () => openMemoryLog({ process: startProcess(disk), projections: logProjections, now }),
    [Symbol.dispose]() {},
  };
}
