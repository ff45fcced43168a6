/** A clock that work moves on by hand; whoever waits for a turn gets it in a microtask, and is counted. */
export function handMovedClock() {
  const world = { nowMs: 0, turns: 0 };
  const clock = {
    elapsed: () => world.nowMs,
    after(_ms: number, call: () => void) {
      world.turns++;
      queueMicrotask(call);
      return { [Symbol.dispose]() {} };
    },
  };
  return { world, clock };
}
