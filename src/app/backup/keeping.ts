import type { KeepRules } from "@/ports/backups.ts";

interface Dated {
  readonly path: string;
  /** ISO instant, UTC. */
  readonly madeAt: string;
}

const dayMs = 86_400_000;
/** 1 January 1970 was a Thursday. */
const daysBeforeMonday = 3;

/**
 * Why each is kept; those that nothing speaks for are not in it. The newest of each of the last so many days (and
 * weeks) that have one: days without any do not count. The newest of all is always kept.
 */
export function keptBecause(
  backups: readonly Dated[],
  { daily, weekly }: KeepRules,
): ReadonlyMap<string, readonly string[]> {
  const newestFirst = backups.toSorted((a, b) => a.madeAt < b.madeAt ? 1 : -1);
  const because = new Map<string, readonly string[]>();
  const keep = ({ path }: Dated, why: string) =>
    void because.set(path, [...because.get(path) ?? [], why]);
  const rules = [
    ["newest", 1, () => 0],
    ["daily", daily, (day: number) => day],
    ["weekly", weekly, (day: number) => Math.floor((day + daysBeforeMonday) / 7)],
  ] as const;
  for (const [why, most, periodOf] of rules) {
    const seen = new Set<number>();
    for (const each of newestFirst) {
      const period = periodOf(Math.floor(Date.parse(each.madeAt) / dayMs));
      if (seen.has(period) || seen.size >= most) continue;
      seen.add(period);
      keep(each, why);
    }
  }
  return because;
}
