import type { Reading } from "@/domain/task.ts";

interface Disappearance {
  /** Tasks that were there at the last look, those included that went since and are held. */
  readonly known: number;
  /** Of those, gone now. */
  readonly gone: number;
}

/** Whether a look shows one that counts: a task whose own time was over was to go. */
export function isDisappearance(reading: Reading): boolean {
  return reading.kind === "gone" && reading.expired !== true;
}

export function isAll({ known, gone }: Disappearance): boolean {
  return known > 1 && gone >= known;
}

/** Bounds from the design: more than 10 and 20 %, or more than 100, or all of at least two. */
export function isMassDelete({ known, gone }: Disappearance): boolean {
  return isAll({ known, gone }) || gone > 100 || (gone > 10 && gone > known * 0.2);
}
