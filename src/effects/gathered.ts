import type { Runtime } from "@/ports/runtime.ts";
import { createTurns, type Turns } from "@/ports/turns.ts";

type Clock = Pick<Runtime, "after" | "elapsed">;

/** What comes one by one and is done together, so that what it leaves in the log is one commit. */
interface Gathered {
  add(work: () => void): void;
  /** Does what is left, and goes on with these turns; `null`: all of it is done. */
  finish(turns: Turns): Promise<void> | null;
}

/** From the first on, in milliseconds. */
const gatherMs = 100;

/** `clock` is `null`: nothing is gathered. What takes long is done by turns, in which others have theirs. */
export function createGathered(clock: Clock | null): Gathered {
  const left: (() => void)[] = [];
  let timer: Disposable | null = null;
  let doing: Promise<void> | null = null;

  function doLeft(own: Turns): Promise<void> | null {
    for (let work = left.shift(); work !== undefined; work = left.shift()) {
      work();
      if (left.length > 0 && own.isOver()) return own.next().then(() => doLeft(own) ?? undefined);
    }
    return doing = null;
  }

  function finish(turns: Turns): Promise<void> | null {
    timer?.[Symbol.dispose]();
    timer = null;
    return doing ??= doLeft(turns);
  }

  return {
    add(work) {
      if (clock === null) return work();
      left.push(work);
      if (doing === null) timer ??= clock.after(gatherMs, () => finish(createTurns(clock)));
    },
    finish,
  };
}
