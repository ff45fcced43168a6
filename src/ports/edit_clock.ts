import type { ClockOffset } from "@/domain/span.ts";
import type { Reading, Side } from "@/domain/task.ts";

/** Brings the times of edits on both sides to one clock, the server's. */
export interface EditClock {
  toServerClock(side: Side, reading: Reading): Reading;
  /** Of this machine's clock as it is now; `null`: not known. */
  offset(): ClockOffset | null;
  /** What the server's clock shows now, ms since 1970; `null`: not known. */
  nowMs(): number | null;
  /**
   * All of Taskwarrior's edits until that moment of the server's clock were seen: those to come are stamped by the
   * clock as it is since.
   */
  looked(atMs: number | null): void;
}
