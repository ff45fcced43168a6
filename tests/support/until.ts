/** After that something hangs; generous, because machines differ. */
const longestMs = 60_000;
const longestPauseMs = 300;

/**
 * Asks again until it holds. What it threw or gave at last is in the error where it never does.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  holds: (value: T) => boolean = Boolean,
): Promise<T> {
  const deadline = performance.now() + longestMs;
  for (let pauseMs = 2;; pauseMs = Math.min(50, pauseMs * 1.5)) {
    const askedAt = performance.now();
    let last: unknown;
    try {
      const value = await ask();
      if (holds(value)) return value;
      last = value;
    } catch (thrown) {
      last = thrown;
    }
    if (performance.now() > deadline) {
      throw new Error(`never came: ${what}; at last ${Deno.inspect(last, { depth: 6 })}`);
    }
    // A question that costs much leaves the core to what is waited for.
    const costMs = Math.min(longestPauseMs, 2 * (performance.now() - askedAt));
    await new Promise((resolve) => setTimeout(resolve, Math.max(pauseMs, costMs)));
  }
}
