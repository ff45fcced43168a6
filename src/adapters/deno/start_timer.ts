import type { StartTimer } from "@/ports/system.ts";

/**
 * Deno's `setTimeout` and `setImmediate` load Node's timers at their first use, which takes a third of a bare Deno, or
 * all of it. A command that ends soon starts a few, which do without.
 */
const mostWithoutNode = 16;
let started = 0;
/** Of those without: none that is asked for later overtakes them. */
let turnsToCome = 0;

export const startTimer: StartTimer = (call, ms) => {
  const isEarly = started++ < mostWithoutNode;
  if (ms > 0) return isEarly ? bySignal(call, ms) : byTimeout(call, ms);
  return isEarly || turnsToCome > 0 ? byMessage(call) : byImmediate(call);
};

/** Once it is not listened to, it runs on unheard, and keeps no process from ending. */
function bySignal(call: () => void, ms: number): Disposable {
  const signal = AbortSignal.timeout(ms);
  const onAbort = () => call();
  signal.addEventListener("abort", onAbort, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort) };
}

function byMessage(call: () => void): Disposable {
  const { port1, port2 } = new MessageChannel();
  let isToCome = true;
  turnsToCome++;
  // What is under way when a port is closed is still delivered.
  function end(): boolean {
    if (!isToCome) return false;
    isToCome = false;
    turnsToCome--;
    port1.close();
    return true;
  }
  port1.onmessage = () => end() && call();
  port2.postMessage(null);
  return { [Symbol.dispose]: () => void end() };
}

function byTimeout(call: () => void, ms: number): Disposable {
  const timer = setTimeout(call, ms);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

function byImmediate(call: () => void): Disposable {
  const turn = setImmediate(call);
  return { [Symbol.dispose]: () => clearImmediate(turn) };
}
