import type { Runtime } from "@/ports/runtime.ts";

/** How often an engine asks for what nobody tells it. */
export interface AskingPace {
  /** Until Vikunja is asked next; `setMs`: as it is configured. */
  pollMs(setMs: number): number;
  /** The same of Taskwarrior's sync server. */
  syncMs(setMs: number): number;
  /** Between looks for leases that are over. */
  reapMs(): number;
  /** Between looks for changes that wait, where nothing says that any does. */
  resendMs(): number;
  /** Whether how much the log has is counted before anybody asks, see `keepCounts`. */
  readonly countsAhead: boolean;
  /** Something changed on either side. */
  noteChange(): void;
  /** Vikunja told of something by itself. */
  noteDelivery(): void;
}

/** As often as is set. */
export const steadyPace: AskingPace = {
  pollMs: (setMs) => setMs,
  syncMs: (setMs) => setMs,
  reapMs: () => 1_000,
  resendMs: () => 20_000,
  countsAhead: false,
  noteChange() {},
  noteDelivery() {},
};

/** Where nothing happens, it is asked after a fourth of the time that nothing has. */
const quietShare = 4;
const longestPollMs = 5 * 60_000;
/** A claim is a change: of what nobody works on, there is none. */
const leastReapMs = 10_000;
const leastResendMs = 20_000;
/** Nobody tells what was sent to a sync server. */
const longestSyncMs = 2 * 60_000;
/** A delivery that came says for so long that the next one will. */
const deliveryCountsMs = 60 * 60_000;
/** Of many that were begun together, each is asked at another time. */
const spread = 0.2;

/**
 * For one of many lists: less and less often where nothing happens, and of Vikunja every five minutes where its webhooks
 * come. What is set is never asked more often than that.
 */
export function createQuietPace(
  { elapsed, random }: Pick<Runtime, "elapsed" | "random">,
): AskingPace {
  let changedAt = elapsed();
  let deliveredAt = -Infinity;

  function between(setMs: number, longestMs: number, wantedMs: number): number {
    const ms = Math.max(setMs, Math.min(wantedMs, longestMs));
    return ms * (1 + spread * random());
  }

  const quietMs = () => (elapsed() - changedAt) / quietShare;
  return {
    pollMs(setMs) {
      const isTold = elapsed() - deliveredAt < deliveryCountsMs;
      return between(setMs, longestPollMs, isTold ? longestPollMs : quietMs());
    },
    syncMs: (setMs) => between(setMs, longestSyncMs, quietMs()),
    reapMs: () => between(leastReapMs, longestPollMs, quietMs()),
    countsAhead: true,
    resendMs: () => between(leastResendMs, longestPollMs, quietMs()),
    noteChange: () => void (changedAt = elapsed()),
    noteDelivery: () => void (changedAt = deliveredAt = elapsed()),
  };
}
