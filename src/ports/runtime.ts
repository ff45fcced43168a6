/** Clock, timers and chance: all that makes one run other than the one before. Simulated, a run can be had again. */
export interface Runtime {
  /** The clock on the wall, which may jump. */
  now(): Date;
  /** Milliseconds on a clock that does not jump. */
  elapsed(): number;
  /** Calls once, not before `ms` have passed, however many these are; never once it is disposed of. */
  after(ms: number, call: () => void): Disposable;
  /** From 0 to below 1. */
  random(): number;
  /** A UUID that nobody else has made. */
  uuid(): string;
}
