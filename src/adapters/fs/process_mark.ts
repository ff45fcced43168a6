import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Says to the hook's shell script, which can start no program, who will look at its wake-up. */
export type Looker = "daemon" | "hook";

export function markName(who: Looker): string {
  return `${who}.pid`;
}

/** Until disposed, the hook takes it that this process looks at the spool. */
export function markProcess(stateDir: string, who: Looker, pid: number): Disposable {
  writeFileSync(join(stateDir, markName(who)), `${pid}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => unmarkProcess(stateDir, who, pid) };
}

/** Another process's mark is left alone. */
export function unmarkProcess(stateDir: string, who: Looker, pid: number): void {
  const path = join(stateDir, markName(who));
  if (markedPid(path) === pid) rmSync(path, { force: true });
}

function markedPid(path: string): number | null {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}
