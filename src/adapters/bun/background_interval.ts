import { clearInterval, setInterval } from "node:timers";
import type { BackgroundInterval } from "@/ports/system.ts";

export const backgroundInterval: BackgroundInterval = (call, everyMs) => {
  const timer = setInterval(call, everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
};
