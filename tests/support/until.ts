/** After that something hangs; generous, because machines differ. */
const longestMs = 60_000;

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
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
