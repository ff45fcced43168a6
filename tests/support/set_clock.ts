const { Date: Machine } = globalThis;

/**
 * Lets the clock of this process be set forward, as somebody may set a machine's, until it is disposed of. Programs
 * that it starts, and what is written to files, have the machine's.
 */
export function settableClock(): Disposable & { setForward(ms: number): void } {
  let aheadMs = 0;
  const now = () => Machine.now() + aheadMs;
  globalThis.Date = new Proxy(Machine, {
    construct: (target, parts, asked) =>
      Reflect.construct(target, parts.length === 0 ? [now()] : parts, asked),
    get: (target, name) => name === "now" ? now : Reflect.get(target, name),
  });
  return {
    setForward: (ms) => void (aheadMs += ms),
    [Symbol.dispose]: () => void (globalThis.Date = Machine),
  };
}
