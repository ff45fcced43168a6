import { sides } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { Progress } from "@/ports/operations.ts";

/** How far a run is, by tasks: those that were looked at and wait for no write on either side. */
interface TaskProgress {
  hear(progress: Progress): void;
  note(step: StoredStep): void;
}

/** Nobody sees more of it. */
const leastMs = 100;

/** The end stays where it is; nothing moves back. `elapsed`: milliseconds on a clock that does not jump. */
export function createTaskProgress(
  show: (progress: Progress) => void,
  elapsed: () => number,
): TaskProgress {
  const waiting = new Set<string>();
  let looked = 0;
  let total: number | null = null;
  let shown = 0;
  let shownAt = -Infinity;
  let isWriting = false;

  function move(): void {
    if (total === null || total === 0 || !isWriting) return;
    const done = Math.min(total, Math.max(shown, looked - waiting.size));
    const isLate = elapsed() - shownAt >= leastMs;
    if (done === shown && shownAt > 0 || !isLate && done < total) return;
    shown = done;
    shownAt = elapsed();
    show({ phase: "writing", done, total });
  }

  return {
    hear(progress) {
      if (progress.phase !== "comparing") return show(progress);
      const isFirst = total !== progress.total;
      total = progress.total;
      looked = progress.done;
      if (isFirst) show(progress);
      else move();
    },
    note({ after }) {
      const isWaiting = sides.some((side) => {
        const { pending } = after[side];
        return pending !== null && !pending.dead && pending.attempts === 0;
      });
      if (isWaiting) waiting.add(after.streamId);
      else waiting.delete(after.streamId);
      isWriting ||= isWaiting;
      move();
    },
  };
}
