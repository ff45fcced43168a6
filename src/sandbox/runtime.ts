/** What makes one run of the server other than the one before: clock, timers, chance, names. */
export interface SandboxRuntime {
  /** The clock on the wall, which may jump; also of `Date` headers. */
  now(): Date;
  /** Calls once, not before `ms` have passed; never once it is disposed of. */
  after(ms: number, call: () => void): Disposable;
  /** From 0 to below 1. */
  random(): number;
  /** A UUID that nobody else has made. */
  uuid(): string;
}
