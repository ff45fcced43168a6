import type { SandboxRuntime } from "./runtime.ts";

/** Work that the server does a moment after an answer. */
interface Queue {
  /** Kept until `release()` or `discard()`. */
  add(work: () => void): void;
  /** What was added is done in a moment. */
  release(): void;
  discard(): void;
  /** Does at once what is still waiting. */
  flush(): void;
}

const delayMs = 3;

export function createQueue(
  transaction: (work: () => void) => void,
  { after }: Pick<SandboxRuntime, "after">,
): Queue {
  const waiting = new Set<() => void>();
  let added: (() => void)[] = [];
  const run = (work: () => void) => {
    if (waiting.delete(work)) transaction(work);
  };
  return {
    add: (work) => void added.push(work),
    release() {
      const works = added;
      added = [];
      for (const work of works) {
        waiting.add(work);
        after(delayMs, () => run(work));
      }
    },
    discard() {
      added = [];
    },
    flush() {
      for (const work of [...waiting]) run(work);
    },
  };
}
