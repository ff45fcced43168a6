import type { Instant, Reading } from "@/domain/task.ts";

/** `offsetMs`: the server's clock minus this machine's; `null`: not known, taken for none. */
export function onServerClock(reading: Reading, offsetMs: number | null): Reading {
  if (reading.kind === "withdrawn" || reading.changedAt === null || offsetMs === null) {
    return reading;
  }
  return { ...reading, changedAt: shift(reading.changedAt, offsetMs) };
}

function shift(at: Instant, offsetMs: number): Instant {
  const shifted = Math.round((Date.parse(at) + offsetMs) / 1000) * 1000;
  return new Date(shifted).toISOString().replace(".000Z", "Z");
}
