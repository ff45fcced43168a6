import { isExpired, type Moment, type Term } from "@/domain/claim.ts";

/** Knows when the first of many leases is over, without a look at each. */
export interface LeaseEnds {
  note(term: Term): void;
  isDue(now: Moment): boolean;
}

/** Those of one run of the machine can be compared with each other; of each run the first end is kept. */
export function createLeaseEnds(terms: readonly Term[]): LeaseEnds {
  const firstOf = new Map<string | null, Term>();

  function note(term: Term): void {
    const first = firstOf.get(term.boot);
    if (first === undefined || endsBefore(term, first)) firstOf.set(term.boot, term);
  }

  for (const term of terms) note(term);
  return { note, isDue: (now) => firstOf.values().some((term) => isExpired(term, now)) };
}

function endsBefore(a: Term, b: Term): boolean {
  return a.boot === null ? a.until < b.until : a.untilUptimeMs < b.untilUptimeMs;
}
