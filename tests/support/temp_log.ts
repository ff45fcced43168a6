import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";

/** One second later at each call, so that a recorded time names one commit. */
export function tickingClock(startsAt = "2026-11-20T10:00:00.000Z"): () => Date {
  let at = Date.parse(startsAt);
  return () => new Date(at += 1_000);
}

/** The log as the program opens it. */
export function logAt(path: string, now: () => Date = tickingClock()): Log {
  return openLog({ path, projections: logProjections, runtime: { ...systemRuntime, now } });
}
