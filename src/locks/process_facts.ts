import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";
import { mayAskAboutProcesses } from "./kernel_lock.ts";

export type Liveness = "alive" | "dead" | "unknown";

/** Which start of this machine it is; `null` where that cannot be read. */
export const bootId = once(() => readProc("sys/kernel/random/boot_id")?.trim() ?? null);

export const thisHost = once(() => hostname());

/** When this process started, as the kernel counts it. */
export const ownStartMark = once(() => startMarkOf(process.pid));

/**
 * Whether the process with that number, and that start if it is known, still runs. A number that went to
 * another process says `dead`; `unknown` where this process may not ask.
 */
export function livenessOf(pid: number, startMark: string | null): Liveness {
  if (pid === process.pid) {
    return startMark === null || startMark === ownStartMark() ? "alive" : "dead";
  }
  if (!mayAskAboutProcesses().liveness) return "unknown";
  if (!exists(pid)) return "dead";
  const now = startMark === null ? null : startMarkOf(pid);
  return now === null || now === startMark ? "alive" : "dead";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Only "there is none" is a proof; one that belongs to somebody else is there.
    return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
  }
}

/** Clock ticks from the boot to the start of the process; `null` where that cannot be read. */
function startMarkOf(pid: number): string | null {
  const stat = readProc(`${pid}/stat`);
  // The command's name comes second, in brackets, and may hold spaces and brackets itself.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readProc(path: string): string | null {
  if (process.platform !== "linux" || !mayAskAboutProcesses().details) return null;
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return null;
  }
}

/** What does not change while the process runs, read when it is asked for first. */
export function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}
