import type { SandboxRuntime } from "../runtime.ts";

/** The clock and the chance of this machine. */
export const machine: SandboxRuntime = {
  now: () => new Date(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};
