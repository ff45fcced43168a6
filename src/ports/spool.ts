/** Wake-ups that wait, and since when (ISO). */
export interface WaitingWakes {
  /** At least one. */
  readonly count: number;
  readonly since: string;
}

/**
 * What the hook leaves for whoever looks next, one short line each, appended by any number of processes at once. A
 * line is a wake-up and no more: what changed stands in Taskwarrior's own feed, so one that is taken and not looked
 * at, because the process ended, is found by the next look all the same.
 */
export interface Spool {
  /** Leaves a wake-up that names no task, also where there is no place for it yet. */
  leave(): void;
  /** Whether somebody left one, or is about to. */
  hasWakes(): boolean;
  /** `null`: none waits. */
  waiting(): WaitingWakes | null;
  /**
   * Takes all that waits, in the order it was left, each line once whoever else drains; what is left meanwhile is
   * taken now or stays. A place where somebody is about to leave one counts as one.
   */
  drain(): readonly string[];
}

/** A wake-up that names no task. */
export const anyTask = "-";
