import type { EngineMarks } from "@/ports/engine_mark.ts";
import type { ListLease } from "@/ports/list_store.ts";
import type { Replica } from "@/ports/replica.ts";

/** Writes nothing once the lease has ended; what is under way is not broken off. `lease`: `null` before it is taken. */
export function fencedWrites<R extends Pick<Replica, "write">>(
  replica: R,
  lease: () => Pick<ListLease, "check"> | null,
): R {
  return {
    ...replica,
    async write(...asked) {
      lease()?.check();
      return await replica.write(...asked);
    },
  };
}

/** The same of the mark in Taskwarrior's folder: an older one over the next owner's looks like a backup put back. */
export function fencedMarks(
  marks: EngineMarks,
  lease: () => Pick<ListLease, "check"> | null,
): EngineMarks {
  return {
    ...marks,
    write(...asked) {
      lease()?.check();
      marks.write(...asked);
    },
  };
}
