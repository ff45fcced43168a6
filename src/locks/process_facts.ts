import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";
import { mayAskAboutProcesses } from "./kernel_lock.ts";

export type Liveness = "alive" | "dead" | "unknown";

/** Which start of this machine it is; `null` where that cannot be read. */
export const bootId = once(() => readProc("sys/kernel/random/boot_id")?.trim() ?? null);

export const thisHost = once(() => hostName());

/** When this process started, as the kernel counts it. */
export const ownStartMark = once(() => startMarkOf(thisProcess.pid));

/**
 * Whether the process with that number, and that start if it is known, still runs. A number that went to
 * another process says `dead`; `unknown` where this process may not ask.
 */
export function livenessOf(pid: number, startMark: string | null): Liveness {
  if (pid === thisProcess.pid) {
    return startMark === null || startMark === ownStartMark() ? "alive" : "dead";
  }
  if (!mayAskAboutProcesses().liveness) return "unknown";
  if (!thisProcess.isThere(pid)) return "dead";
  const now = startMark === null ? null : startMarkOf(pid);
  return now === null || now === startMark ? "alive" : "dead";
}

/** Clock ticks from the boot to the start of the process; `null` where that cannot be read. */
function startMarkOf(pid: number): string | null {
  const stat = readProc(`${pid}/stat`);
  // The command's name comes second, in brackets, and may hold spaces and brackets itself.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readProc(path: string): string | null {
  if (thisProcess.os !== "linux" || !mayAskAboutProcesses().details) return null;
  try {
    return files.readText(`/proc/${path}`);
  } catch {
    return null;
  }
}

/** What does not change while the process runs, read when it is asked for first. */
export function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}
