import { invariant } from "@/domain/invariant.ts";

/** Lets many in side by side, or one alone. */
interface Gate {
  /** Resolves with what is to be disposed of at the end. */
  enter(): Promise<Disposable>;
  /** Once all the others have left; until it is disposed of nobody enters. */
  enterAlone(): Promise<Disposable>;
}

export function createGate(): Gate {
  let inside = 0;
  let isAlone = false;
  let waiting: { readonly alone: boolean; readonly enter: () => void }[] = [];

  function next(): void {
    while (waiting[0] !== undefined && !isAlone && !(waiting[0].alone && inside > 0)) {
      const [first, ...rest] = waiting;
      waiting = rest;
      inside++;
      isAlone = first?.alone === true;
      first?.enter();
    }
  }

  function leaving(): Disposable {
    let isInside = true;
    return {
      [Symbol.dispose]() {
        if (!isInside) return;
        isInside = false;
        invariant(inside > 0, "only who is inside leaves");
        inside--;
        isAlone = false;
        next();
      },
    };
  }

  function ask(alone: boolean): Promise<Disposable> {
    return new Promise((resolve) => {
      waiting.push({ alone, enter: () => resolve(leaving()) });
      next();
    });
  }

  return { enter: () => ask(false), enterAlone: () => ask(true) };
}
