import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Says to the hook's shell script, which can start no program, who will look at its wake-up. */
export type Looker = "daemon" | "hook";

export function markName(who: Looker): string {
  return `${who}.pid`;
}

/**
 * Until disposed, the hook takes it that this process looks at the spool. The mark is proven by being open: it
 * names the descriptor under which this process has the mark itself, so that a number which went to another
 * process (after a crash, a restart of the machine), or to one that is dead and not yet waited for, proves nothing.
 */
export function markProcess(stateDir: string, who: Looker, pid: number): Disposable {
  const descriptor = openSync(join(stateDir, markName(who)), "w", 0o600);
  try {
    writeSync(descriptor, `${pid} ${descriptor}\n`);
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
  return {
    [Symbol.dispose]() {
      unmarkProcess(stateDir, who, pid);
      closeSync(descriptor);
    },
  };
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
