import { openDescriptor } from "@system/descriptor.ts";
import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import type { Looker, ProcessMarks } from "@/ports/process_marks.ts";

/** Second line of a mark: whether its process sees by itself what changes. */
const seeing = "seeing";
const looking = "- - - ";

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
    if (markedPid(path) === pid) ifThere(() => files.remove(path));
  }

  return {
    mark(who) {
      const mark = openDescriptor(join(stateDir, markName(who)));
      // Of one length, so that it is whole whoever reads it meanwhile.
      const tell = (sees: string) => mark.write(`${pid} ${mark.descriptor}\n${sees}\n`);
      try {
        tell(looking);
      } catch (thrown) {
        mark[Symbol.dispose]();
        throw thrown;
      }
      return {
        seesData: (isSo) => tell(isSo ? seeing : looking),
        [Symbol.dispose]() {
          unmark(who);
          mark[Symbol.dispose]();
        },
      };
    },
    unmark,
  };
}

function markedPid(path: string): number | null {
  const text = ifThere(() => files.readText(path));
  return text === null ? null : Number(text.split(" ")[0]);
}
