import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";

/** Goes on while the machine sleeps, where the system has such a clock. */
export function sinceBootMs(): number {
  const { boot, uptimeMs } = leaseClock();
  return boot === null ? systemRuntime.elapsed() : uptimeMs;
}
