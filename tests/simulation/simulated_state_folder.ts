import { createMemoryDisk, type MemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { type DiskPlace, startProcess, type WriteFault } from "@/adapters/memory/process.ts";
import type { DeliveryJournal } from "@/app/daemon_ports.ts";
import type { OpenOptions, OwnedLog } from "@/app/engine_ports.ts";
import { SyncError } from "@/domain/errors.ts";
import type { EngineMark, EngineMarks } from "@/ports/engine_mark.ts";
import type { Log, UuidOfNumber } from "@/ports/log.ts";
import { sleep } from "@/ports/waits.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { Life } from "@tests/simulation/simulated_time.ts";

/** What a process finds on the disk, and what stays there when it ends. */
export interface StateFolder {
  readonly disk: MemoryDisk;
  /** What befalls the next writes. */
  faultOf: (place: DiskPlace) => WriteFault | null;
  /** What hooks left and nobody has taken. */
  spool: string[];
  /** Deliveries that nobody has looked at. */
  journal: string[];
  /** In Taskwarrior's data folder, and so part of its backups. */
  mark: EngineMark | null;
  /** The process that owns the log. */
  owner: Life | null;
  /** Called when a hook left something. */
  onSpool: (() => void) | null;
}

export function createStateFolder(): StateFolder {
  return {
    disk: createMemoryDisk(),
    faultOf: () => null,
    spool: [],
    journal: [],
    mark: null,
    owner: null,
    onSpool: null,
  };
}

export interface LogParts {
  readonly folder: StateFolder;
  readonly life: Life;
  readonly lockTimeoutMs: number;
  readonly uuidOf: UuidOfNumber;
}

/** As the real one: the kernel's lock goes with the process, waiting for it is bounded. */
export async function openSimulatedLog(
  { folder, life, lockTimeoutMs, uuidOf }: LogParts,
  { planOnly }: OpenOptions,
): Promise<OwnedLog> {
  const { runtime } = life;
  const { now } = runtime;
  const until = runtime.elapsed() + lockTimeoutMs;
  while (!planOnly && isHeld(folder)) {
    if (runtime.elapsed() >= until) throw locked();
    await sleep(runtime, 50);
  }
  if (!planOnly) folder.owner = life;
  const process = startProcess(folder.disk, {
    faultOf: (place) => life.isOver ? "ends before" : folder.faultOf(place),
    onEnd: life.end,
  });
  const log = openMemoryLog({ projections: logProjections, now, uuidOf, process });
  return {
    log,
    [Symbol.asyncDispose]() {
      log.close();
      if (folder.owner === life) folder.owner = null;
      return Promise.resolve();
    },
  };
}

function isHeld({ owner }: StateFolder): boolean {
  return owner !== null && !owner.isOver;
}

function locked(): SyncError {
  return new SyncError("LOCKED", "Cannot take the log: another process has it", {
    retryable: true,
  });
}

/** Reads what is on the disk, whoever owns it. */
export function lookAtLog(folder: StateFolder, now: () => Date): Log {
  return openMemoryLog({
    projections: logProjections,
    now,
    process: startProcess(folder.disk),
  });
}

export function openJournal(folder: StateFolder, life: Life): DeliveryJournal {
  const write = startProcess(folder.disk, { faultOf: folder.faultOf, onEnd: life.end }).write;
  let isClosed = false;
  return {
    left: [...folder.journal],
    async append(line) {
      if (isClosed) throw new SyncError("DAEMON_GONE", "It is closed", { retryable: true });
      await life.waiting(Promise.resolve(write("journal", () => folder.journal.push(line))));
    },
    mark: () => folder.journal.length,
    forget(mark) {
      if (mark === folder.journal.length) folder.journal = [];
    },
    [Symbol.dispose]: () => void (isClosed = true),
  };
}

export function marksOf(folder: StateFolder, stateDir: string): EngineMarks {
  return {
    read: () => folder.mark,
    write: (_folder, mark) => void (folder.mark = mark),
    isThere: (mark) => mark.stateDir === stateDir,
  };
}
