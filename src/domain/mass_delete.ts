import { SyncError } from "@/domain/errors.ts";
import type { Reading, Side } from "@/domain/task.ts";

interface Disappearance {
  readonly side: Side;
  /** Tasks that were there at the last look. */
  readonly known: number;
  /** Of those, gone now. */
  readonly gone: number;
}

/** Whether a look shows one that counts: a task whose own time was over was to go. */
export function isDisappearance(reading: Reading): boolean {
  return reading.kind === "gone" && reading.expired !== true;
}

/** Bounds from the design: more than 10 and 20 %, or more than 100, or all of at least two. */
export function isMassDelete({ known, gone }: Disappearance): boolean {
  if (known > 1 && gone >= known) return true;
  return gone > 100 || (gone > 10 && gone > known * 0.2);
}

/**
 * Counted before anything is posted, so that a wrong folder or account deletes nothing.
 * @throws {SyncError} `MASS_DELETE`
 */
export function guardMassDelete(seen: Disappearance): void {
  if (!isMassDelete(seen)) return;
  const name = seen.side === "taskwarrior" ? "Taskwarrior" : "Vikunja";
  throw new SyncError(
    "MASS_DELETE",
    `Cannot go on (MASS_DELETE): ${seen.gone} of ${seen.known} tasks are gone from ${name}`,
    {
      hint: `Nothing was changed. If they are meant to go, run \`sync --allow-mass-delete\`; ` +
        `if not, check that this is the right ${
          seen.side === "taskwarrior" ? "TASKDATA folder" : "account"
        }; \`sync --bring-back\` makes again what a backup has lost.`,
      details: { ...seen },
    },
  );
}
