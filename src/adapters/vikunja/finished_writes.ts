import type { Task } from "@/domain/task.ts";
import type { Written } from "@/ports/replica.ts";

/** Writes that are done, so that a second call with one's key changes nothing more. */
interface FinishedWrites {
  get(key: string): Written | undefined;
  note(key: string, outcome: Written): void;
}

/** More than go in one call; a key is asked for again right after, if at all. */
const maxWrites = 1_000;
/** Characters of all that they read back. */
const maxLength = 4_000_000;

export function createFinishedWrites(): FinishedWrites {
  const finished = new Map<string, { readonly outcome: Written; readonly length: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= finished.get(key)?.length ?? 0;
    finished.delete(key);
  }

  return {
    get: (key) => finished.get(key)?.outcome,
    note(key, outcome) {
      if (outcome.kind !== "written") return;
      forget(key);
      const length = lengthOf(outcome);
      finished.set(key, { outcome, length });
      total += length;
      for (const oldest of finished.keys()) {
        if (oldest === key || (finished.size <= maxWrites && total <= maxLength)) return;
        forget(oldest);
      }
    },
  };
}

/** Of its texts: the rest is about the same for all. */
function lengthOf({ reading }: Extract<Written, { kind: "written" }>): number {
  return reading.kind === "present" ? textIn(reading.task) : 0;
}

function textIn({ title, notes, comments }: Task): number {
  return (comments ?? []).reduce((sum, { text }) => sum + text.length, title.length + notes.length);
}
