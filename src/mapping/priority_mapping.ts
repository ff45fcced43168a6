/** Which numbers of Vikunja L, M and H are: 1 to 5, rising. */
export interface PriorityMapping {
  readonly L: number;
  readonly M: number;
  readonly H: number;
}

export const usualPriorities: PriorityMapping = { L: 1, M: 2, H: 3 };

/** 0 none, 1 L, 2 M, 3 H: a number between two is the lower one's letter, one below all of them L. */
export function levelOf(priority: number, { M, H }: PriorityMapping): number {
  if (priority <= 0) return 0;
  if (priority >= H) return 3;
  return priority >= M ? 2 : 1;
}

/** What Taskwarrior has no letter for is Vikunja's own number: somebody asked for it by that. */
export function numberOf(level: number, { L, M, H }: PriorityMapping): number {
  return [0, L, M, H][level] ?? level;
}
