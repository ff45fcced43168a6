/** Before something is made: how old a list without it may be, so that reading it is a small part of the work. */
export function makingAgeMs(readTookMs: number): number {
  return Math.max(50, 10 * readTookMs);
}

/** A time in the future (the clock was set back) is not young: nobody knows how old it is. */
export function isYounger(at: Date | null, now: Date, maxAgeMs: number): boolean {
  if (at === null) return false;
  const age = now.getTime() - at.getTime();
  return age >= 0 && age < maxAgeMs;
}
