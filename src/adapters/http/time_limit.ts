import { startTimer } from "@system/start_timer.ts";

/** Cuts a connection off where something takes too long. */
export interface TimeLimit extends Disposable {
  /** In place of the one before. */
  begin(ms: number): void;
  end(): void;
}

/**
 * A timer for each wait would cost more than most of them: one is left running, and looks when it is over whether
 * anything is waited for still.
 */
export function createTimeLimit(cutOff: () => void): TimeLimit {
  let timer: Disposable | undefined;
  let looksAt = Infinity;
  let endsAt = Infinity;

  function look(): void {
    timer = undefined;
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) cutOff();
    else if (leftMs < Infinity) lookIn(leftMs);
  }

  function lookIn(ms: number): void {
    timer?.[Symbol.dispose]();
    looksAt = performance.now() + ms;
    timer = startTimer(look, Math.ceil(ms));
  }

  return {
    begin(ms) {
      endsAt = performance.now() + ms;
      if (timer === undefined || looksAt > endsAt) lookIn(ms);
    },
    end: () => endsAt = Infinity,
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}
