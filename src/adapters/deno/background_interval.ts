import type { BackgroundInterval } from "@/ports/system.ts";

export const backgroundInterval: BackgroundInterval = (call, everyMs) => {
  const timer = setInterval(call, everyMs);
  Deno.unrefTimer(timer);
  return { [Symbol.dispose]: () => clearInterval(timer) };
};
