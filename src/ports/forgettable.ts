/** What can be had again, and who lets go of it when memory is given back. */
interface Forgettable {
  /** Called each time memory is given back, until it is disposed of. */
  add(forget: () => void): Disposable;
  forgetAll(): void;
}

export function createForgettable(): Forgettable {
  const known = new Set<() => void>();
  return {
    add(forget) {
      known.add(forget);
      return { [Symbol.dispose]: () => void known.delete(forget) };
    },
    forgetAll() {
      for (const forget of known) forget();
    },
  };
}
