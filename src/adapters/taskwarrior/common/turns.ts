import { invariant } from "@/domain/invariant.ts";

/** Lets one piece of work run at a time, in the order they came. */
interface Turns {
  /** Resolves with what gives the turn back when it is disposed of. */
  take(): Promise<Disposable>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  let isTaken = false;
  return {
    async take() {
      const before = last;
      let free = () => {};
      last = new Promise((resolve) => free = resolve);
      await before;
      invariant(!isTaken, "one piece of work runs at a time");
      isTaken = true;
      return {
        [Symbol.dispose]() {
          isTaken = false;
          free();
        },
      };
    },
  };
}
