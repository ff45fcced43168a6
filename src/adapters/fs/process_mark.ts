import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Looker, ProcessMarks } from "@/ports/process_marks.ts";

export function markName(who: Looker): string {
  return `${who}.pid`;
}

/**
 * Marks of the process of this number. A mark is proven by being open: it names the descriptor under which the
 * process has the mark itself, so that a number which went to another process (after a crash, a restart of the
 * machine), or to one that is dead and not yet waited for, proves nothing.
 */
export function createProcessMarks(stateDir: string, pid: number): ProcessMarks {
  function unmark(who: Looker): void {
    const path = join(stateDir, markName(who));
    if (markedPid(path) === pid) rmSync(path, { force: true });
  }

  return {
    mark(who) {
      const descriptor = openSync(join(stateDir, markName(who)), "w", 0o600);
      try {
        writeSync(descriptor, `${pid} ${descriptor}\n`);
      } catch (thrown) {
        closeSync(descriptor);
        throw thrown;
      }
      return {
        [Symbol.dispose]() {
          unmark(who);
          closeSync(descriptor);
        },
      };
    },
    unmark,
  };
}

function markedPid(path: string): number | null {
  try {
    return Number(readFileSync(path, "utf8").split(" ")[0]);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}
