/** Names of processes, which no two share. */
export interface ProcessNames {
  readonly own: () => string;
  /** Whether it runs no more. Of another host nobody knows: false, and only time tells. */
  readonly isGone: (name: string) => boolean;
}
