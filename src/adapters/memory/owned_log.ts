import { SyncError } from "@/domain/errors.ts";
import type { Log } from "@/ports/log.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { copyDisk } from "@/adapters/memory/disk.ts";
import { type MemoryLogOptions, openMemoryLog } from "@/adapters/memory/log.ts";
import { type MemoryProcess, startProcess } from "@/adapters/memory/process.ts";

interface OwnMemoryLogOptions extends Omit<MemoryLogOptions, "process"> {
  readonly process: MemoryProcess;
  readonly command: string;
  readonly runtime: Pick<Runtime, "after">;
  readonly lockTimeoutMs: number;
  /** Opens another log than the one in memory, once this process owns it. */
  readonly open?: () => Log;
}

export interface OwnedMemoryLog extends AsyncDisposable {
  readonly log: Log;
}

/** How often a log is asked for that somebody has. */
const againMs = 20;

/**
 * The log, owned by this process until it is disposed of or the process is over.
 * @throws {SyncError} `LOCKED` (retryable): another process has it, or this one.
 */
export async function ownMemoryLog(
  options: OwnMemoryLogOptions,
  signal: AbortSignal,
): Promise<OwnedMemoryLog> {
  const { process, command, runtime, lockTimeoutMs, open = () => openMemoryLog(options) } = options;
  const { disk } = process;
  for (let leftMs = lockTimeoutMs; ownerOf(process) !== null; leftMs -= againMs) {
    if (leftMs <= 0) throw locked(ownerOf(process) ?? "another process");
    await sleep(runtime, Math.min(againMs, leftMs), signal);
  }
  const log = open();
  const owner = { process, command };
  disk.owner = owner;
  return {
    log,
    [Symbol.asyncDispose]() {
      log.close();
      if (disk.owner === owner) disk.owner = null;
      return Promise.resolve();
    },
  };
}

/** The log as it is now, to look at and to try things on. */
export function copyMemoryLog(
  options: MemoryLogOptions & Pick<OwnMemoryLogOptions, "process">,
): OwnedMemoryLog {
  const process = startProcess(copyDisk(options.process.disk));
  const log = openMemoryLog({ ...options, process });
  return {
    log,
    [Symbol.asyncDispose]() {
      log.close();
      return Promise.resolve();
    },
  };
}

function ownerOf({ disk: { owner } }: MemoryProcess): string | null {
  return owner === null || owner.process.isOver ? null : owner.command;
}

function locked(command: string): SyncError {
  return new SyncError("LOCKED", `Cannot take the log: another process (${command}) has it`, {
    retryable: true,
    hint: "Try again when it has finished; it is let go of by itself, also after a crash.",
  });
}
