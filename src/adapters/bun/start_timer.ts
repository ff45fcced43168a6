import type { StartTimer } from "@/ports/system.ts";

export const startTimer: StartTimer = (call, ms) => {
  if (ms <= 0) {
    const turn = setImmediate(call);
    return { [Symbol.dispose]: () => clearImmediate(turn) };
  }
  const timer = setTimeout(call, ms);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
};
