/** Makes senders wait who are refused all the time. */
export interface Refusals {
  /** Resolves when the refusal may be told. */
  hold(signal: AbortSignal): Promise<void>;
}

/** Refusals in a second that are told at once: somebody is setting something up. */
const atOnce = 20;
const holdMs = 1_000;
/** Waiting at a time; of more, whoever has waited longest is let go. */
const maxHeld = 32;

export function createRefusals(elapsed: () => number): Refusals {
  let second = 0;
  let count = 0;
  const held = new Set<() => void>();
  return {
    hold(signal) {
      const now = Math.floor(elapsed() / 1_000);
      if (now !== second) [second, count] = [now, 0];
      count += 1;
      if (count <= atOnce || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const letGo = () => {
          clearTimeout(timer);
          held.delete(letGo);
          signal.removeEventListener("abort", letGo);
          resolve();
        };
        const timer = setTimeout(letGo, holdMs);
        signal.addEventListener("abort", letGo);
        held.add(letGo);
        const [oldest] = held;
        if (held.size > maxHeld) oldest?.();
      });
    },
  };
}
