import type { ReplayClock } from "@tests/support/replay/replay.ts";

/** Waiting moves the clock of the sandbox instead of taking time. */
export function fastClock(): ReplayClock {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    wait(ms) {
      aheadMs += ms;
      return Promise.resolve();
    },
  };
}
