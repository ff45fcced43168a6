import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Says to the hook's shell script, which can start no program, who will look at its wake-up. */
export type Looker = "daemon" | "hook";

export function markName(who: Looker): string {
  return `${who}.pid`;
}

/**
 * Until disposed, the hook takes it that this process looks at the spool. Its number goes with its name, where
 * that can be read: what was killed leaves its mark, and after a restart of the machine others have its number.
 */
export function markProcess(stateDir: string, who: Looker, pid: number): Disposable {
  const words = [pid, nameOf(pid)].filter((word) => word !== null);
  writeFileSync(join(stateDir, markName(who)), `${words.join(" ")}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => unmarkProcess(stateDir, who, pid) };
}

/** Another process's mark is left alone. */
export function unmarkProcess(stateDir: string, who: Looker, pid: number): void {
  const path = join(stateDir, markName(who));
  if (markedPid(path) === pid) rmSync(path, { force: true });
}

function markedPid(path: string): number | null {
  try {
    return Number(readFileSync(path, "utf8").split(" ")[0]);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}

/** As the kernel knows it; `null` where it cannot be read: Deno gives `/proc` only to who may do all. */
function nameOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").split("\n")[0]?.trim() || null;
  } catch {
    return null;
  }
}
