/** Lets few large bodies come at a time: what all of them together are is what strangers can make us keep. */
export interface BodyLanes {
  /** Resolves with what ends it when it may come. `giveUp` is called where others wait and it is at it for long. */
  enter(giveUp: () => void, signal: AbortSignal): Promise<Disposable>;
}

const maxAtOnce = 2;
/** A body of the largest size comes in this time, or its sender is slow. */
const longMs = 1_500;

/** `mostWaiting`: of more, whoever has waited for longest is given up. */
export function createBodyLanes(elapsed: () => number, mostWaiting: number): BodyLanes {
  const inside = new Set<{ readonly giveUp: () => void; readonly at: number }>();
  /** The last who came goes first: many who wait for long are not whom we wait for. */
  const waiting: { readonly go: () => void; readonly giveUp: () => void }[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  function next(): void {
    if (waiting.length === 0) return;
    if (inside.size < maxAtOnce) return waiting.pop()?.go();
    const [oldest] = inside;
    if (oldest === undefined || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      if (waiting.length > 0 && inside.has(oldest)) oldest.giveUp();
      else next();
    }, Math.max(0, oldest.at + longMs - elapsed()));
  }

  return {
    async enter(giveUp, signal) {
      if (inside.size >= maxAtOnce) {
        await new Promise<void>((resolve) => {
          const go = () => {
            signal.removeEventListener("abort", leave);
            resolve();
          };
          const one = { go, giveUp };
          const leave = () => {
            const at = waiting.indexOf(one);
            if (at >= 0) waiting.splice(at, 1);
            resolve();
          };
          signal.addEventListener("abort", leave, { once: true });
          waiting.push(one);
          if (waiting.length > mostWaiting) waiting.shift()?.giveUp();
          next();
        });
      }
      const body = { giveUp, at: elapsed() };
      inside.add(body);
      return {
        [Symbol.dispose]() {
          if (inside.delete(body)) next();
        },
      };
    },
  };
}
