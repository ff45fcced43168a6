/** Says to the hook, which can start no program, who will look at its wake-up. */
export type Looker = "daemon" | "hook";

/** Until disposed of, the process counts as one that looks. */
export interface ProcessMark extends Disposable {
  /** Whether the process sees every change of the data by itself, so that a hook need not leave anything; at first: no. */
  seesData(isSo: boolean): void;
}

/** Marks of processes that look at the spool. One that ended, however it did, marks nothing. */
export interface ProcessMarks {
  /** Until disposed, the hook takes it that this process looks; whoever comes after it takes its place. */
  mark(who: Looker): ProcessMark;
  /** Takes this process's mark away, also one that the hook's shell wrote for it; another's is left alone. */
  unmark(who: Looker): void;
}
