import type { OwnMemory } from "@/app/daemon/ports.ts";
import type { Run } from "@/app/run/run.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** After so long without work, what the next needs may be fetched again. */
const idleMs = 5_000;
/** The same after work that took much memory, as reading everything does. */
const soonMs = 300;
/** Beyond what was held at rest; a program takes up to 30 MB of its own code back with each look. */
const muchBytes = 45_000_000;
/** What was let go of then is given back to the system only some seconds later, and some of it by another collection. */
const againMs = 10_000;
/** Where work follows work without end, garbage is collected as often as that. */
const busyMs = 60_000;

/** Gives memory back when nothing happens for a while. */
interface IdleMemory extends Disposable {
  /** Something begins: until it has ended, all is left as it is, since everybody waits for a collection. */
  begin(): void;
  end(): void;
}

/** `isQuiet`: nothing goes on that was begun by somebody who has ended since. */
export function createIdleMemory(
  { elapsed, after }: Runtime,
  { bytes, collectGarbage, giveBack }: OwnMemory,
  isQuiet: () => boolean,
): IdleMemory {
  let timer: Disposable | null = null;
  let givenBackAt = elapsed();
  /** As it was given back last; before that all is much. */
  let restingBytes = 0;
  let begun = 0;

  function collectNowAndThen(): void {
    if (elapsed() - givenBackAt <= busyMs) return;
    givenBackAt = elapsed();
    collectGarbage();
  }

  function giveBackIn(ms: number, then: () => void): void {
    timer = after(ms, () => {
      if (begun > 0 || !isQuiet()) {
        collectNowAndThen();
        return giveBackIn(ms, then);
      }
      givenBackAt = elapsed();
      giveBack();
      restingBytes = bytes();
      then();
    });
  }

  return {
    begin: () => void begun++,
    end() {
      begun--;
      timer?.[Symbol.dispose]();
      collectNowAndThen();
      const hasTakenMuch = bytes() - restingBytes > muchBytes;
      giveBackIn(hasTakenMuch ? soonMs : idleMs, () => giveBackIn(againMs, () => {}));
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}

/** The same runs; beginning and end of each are noted, whoever asked for it. */
export function notingRuns<L>(
  lend: (lent?: L) => Run,
  { begin, end }: Pick<IdleMemory, "begin" | "end">,
): (lent?: L) => Run {
  return (lent) => {
    const run = lend(lent);
    begin();
    return {
      ...run,
      async [Symbol.asyncDispose]() {
        try {
          await run[Symbol.asyncDispose]();
        } finally {
          end();
        }
      },
    };
  };
}
