import type { Looker, ProcessMarks } from "@/ports/process_marks.ts";
import type { MemoryDisk } from "@/adapters/memory/disk.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

export function createMemoryMarks(process: MemoryProcess): ProcessMarks {
  const { marks } = process.disk;

  function unmark(who: Looker): void {
    if (marks.get(who) === process && !process.isOver) {
      process.write("mark", () => void marks.delete(who));
    }
  }

  return {
    mark(who) {
      process.write("mark", () => void marks.set(who, process));
      return {
        seesData(isSo) {
          if (isSo) process.disk.sees = process;
          else if (process.disk.sees === process) process.disk.sees = null;
        },
        [Symbol.dispose]: () => unmark(who),
      };
    },
    unmark,
  };
}

/** As the hook finds it out: whether the daemon sees by itself what changes. */
export function isSeen({ marks, sees }: MemoryDisk): boolean {
  return sees !== null && !sees.isOver && marks.get("daemon") === sees;
}

/** As the hook finds it out: whether a process looks at what it leaves. */
export function isLookedAt({ marks }: MemoryDisk): boolean {
  return [...marks.values()].some((process) => !process.isOver);
}
