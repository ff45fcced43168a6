/** Work that whoever does it may interrupt at each step, for as long as they like. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All of it at once. */
export function inOneGo<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
