/** From which of Vikunja's priorities on a task is M, and H. */
export interface PriorityLevels {
  readonly medium: number;
  readonly high: number;
}

export const usualLevels: PriorityLevels = { medium: 2, high: 3 };
