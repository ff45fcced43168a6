/** A time in the future (the clock was set back) is not young: nobody knows how old it is. */
export function isYounger(at: Date | null, now: Date, maxAgeMs: number): boolean {
  if (at === null) return false;
  const age = now.getTime() - at.getTime();
  return age >= 0 && age < maxAgeMs;
}
