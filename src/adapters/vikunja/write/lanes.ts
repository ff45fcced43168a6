/** So many pieces of work at once, in the order asked for; the others wait. */
interface Lanes {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createLanes(count: number): Lanes {
  const most = Math.max(1, count);
  const waiting: (() => void)[] = [];
  let busy = 0;
  return {
    async run(work) {
      if (busy === most) await new Promise<void>((enter) => waiting.push(enter));
      else busy += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
  };
}
