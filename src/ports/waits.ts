import type { Runtime } from "@/ports/runtime.ts";

/** Resolves after `ms`. @throws the reason of the signal, as soon as it is aborted. */
export function sleep(
  runtime: Pick<Runtime, "after">,
  ms: number,
  signal: AbortSignal | null = null,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.reject(signal.reason);
  const timer = runtime.after(ms, () => {
    signal?.removeEventListener("abort", stop);
    resolve();
  });
  function stop(): void {
    timer[Symbol.dispose]();
    reject(signal?.reason);
  }
  signal?.addEventListener("abort", stop, { once: true });
  return promise;
}

interface Deadline extends Disposable {
  /** Aborted, with a `TimeoutError`, once the time is over. */
  readonly signal: AbortSignal;
}

/** To be disposed of once what it limits has ended. */
export function deadline(runtime: Pick<Runtime, "after">, ms: number): Deadline {
  const controller = new AbortController();
  const timer = runtime.after(
    ms,
    () => controller.abort(new DOMException("Signal timed out.", "TimeoutError")),
  );
  return { signal: controller.signal, [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/** Calls again and again, `ms` after the call before, until it is disposed of; a function says it anew each time. */
export function every(
  runtime: Pick<Runtime, "after">,
  ms: number | (() => number),
  call: () => void,
): Disposable {
  const nextMs = () => typeof ms === "number" ? ms : ms();
  let timer = runtime.after(nextMs(), again);
  function again(): void {
    timer = runtime.after(nextMs(), again);
    call();
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
