import type { Runtime } from "@/ports/runtime.ts";

/** Keeps many from being begun at once: their logs are on one disk. */
export interface StartLine {
  /** Resolves when it may be begun; to be disposed of once it has, or has failed. */
  enter(): Promise<Disposable>;
}

const mostAtOnce = 4;
/** Who takes longer keeps nobody waiting: it waits for something itself. */
const longestMs = 1_000;

/** First come, first begun. */
export function createStartLine({ after }: Pick<Runtime, "after">): StartLine {
  let begun = 0;
  const waiting: (() => void)[] = [];

  function leave(): void {
    begun -= 1;
    waiting.shift()?.();
  }

  return {
    async enter() {
      if (begun >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      begun += 1;
      let isOver = false;
      const end = () => {
        if (!isOver) leave();
        isOver = true;
      };
      const timer = after(longestMs, end);
      return {
        [Symbol.dispose]() {
          timer[Symbol.dispose]();
          end();
        },
      };
    },
  };
}
