/** Lets what is about the same thing be done one after the other. */
interface InTurn {
  /** Begins once all that was asked for before under this name has ended, well or not. */
  after<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return {
    async after(name, work) {
      const before = last.get(name) ?? Promise.resolve();
      const next = before.then(work);
      const ended = next.catch(() => undefined);
      last.set(name, ended);
      try {
        return await next;
      } finally {
        if (last.get(name) === ended) last.delete(name);
      }
    },
  };
}
