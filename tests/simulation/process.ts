import { createMemoryDisk, type MemoryDisk } from "@/adapters/memory/disk.ts";
import { type MemoryProcess, startProcess, type WriteFault } from "@/adapters/memory/process.ts";
import type { EngineMark } from "@/ports/engine_mark.ts";
import type { Log } from "@/ports/log.ts";
import { type LogPlace, memoryLogPlace } from "@tests/simulation/log_place.ts";
import type { Life, SimulatedTime } from "@tests/simulation/simulated_time.ts";

/** What stays on a machine when processes end. */
export interface StateFolder {
  readonly disk: MemoryDisk;
  readonly log: LogPlace;
  /** What befalls the next write of anybody; `null`: nothing. */
  nextFault: () => WriteFault | null;
  /** In Taskwarrior's data folder, and so part of its backups. */
  readonly marks: Map<string, EngineMark>;
}

export function createStateFolder(placeOf = memoryLogPlace): StateFolder {
  const disk = createMemoryDisk();
  return { disk, log: placeOf(disk), nextFault: () => null, marks: new Map() };
}

/** One process of the program: over when it ends, is killed, or dies in a write. */
export interface Process {
  readonly life: Life;
  readonly memory: MemoryProcess;
  end(): void;
  /** Calls once it is over. */
  onOver(call: () => void): void;
}

export function startSimulatedProcess(time: SimulatedTime, folder: StateFolder): Process {
  const life = time.startLife();
  const calls: (() => void)[] = [];
  const memory = startProcess(folder.disk, { faultOf: () => folder.nextFault(), onEnd: end });

  function end(): void {
    life.end();
    memory.end();
    for (const call of calls.splice(0)) call();
  }

  return { life, memory, end, onOver: (call) => void calls.push(call) };
}

/** Reads what is on the disk, whoever owns it. */
export function lookAtLog({ log }: StateFolder, now: () => Date): Log {
  return log.look(now);
}
