import type { ClockOffset } from "@/domain/span.ts";
import type { Reading, Side } from "@/domain/task.ts";

/** Brings the times of edits on both sides to one clock, the server's. */
export interface EditClock {
  toServerClock(side: Side, reading: Reading): Reading;
  /** Of this machine's clock as it is now; `null`: not known. */
  offset(): ClockOffset | null;
  /** All of Taskwarrior's edits until now were seen: those to come are stamped by the clock as it is now. */
  looked(): void;
}
