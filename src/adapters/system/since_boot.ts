import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Moment } from "@/domain/claim.ts";

interface Clocks {
  /** `boot` `null`: the system does not tell how long it runs. */
  readonly moment: () => Moment;
  /** Milliseconds that do not jump; may stand still while the machine sleeps. */
  readonly elapsedMs: () => number;
}

/** What the two clocks may come apart by, as they round. */
const maxDriftMs = 250;

/**
 * Milliseconds that go on while the machine sleeps. Where the system has no such clock, what the wall went further
 * counts as sleep: somebody may have set it, and then more time seems to have passed than has, never less.
 */
export function createSinceBoot({ moment, elapsedMs }: Clocks): () => number {
  let sleptMs = 0;
  let seen: { readonly wallMs: number; readonly elapsedMs: number } | null = null;
  return () => {
    const { boot, uptimeMs, wallMs } = moment();
    if (boot !== null) return uptimeMs;
    const now = { wallMs, elapsedMs: elapsedMs() };
    seen ??= now;
    const aheadMs = wallMs - seen.wallMs - (now.elapsedMs - seen.elapsedMs);
    if (aheadMs > maxDriftMs) sleptMs += aheadMs;
    if (Math.abs(aheadMs) > maxDriftMs) seen = now;
    return now.elapsedMs + sleptMs;
  };
}

export const sinceBootMs = createSinceBoot({
  moment: leaseClock,
  elapsedMs: systemRuntime.elapsed,
});
