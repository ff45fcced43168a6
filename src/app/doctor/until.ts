import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

const stepMs = 50;

export interface Patience {
  readonly runtime: Runtime;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Asks again and again; false where it did not become true in time. */
export async function until(
  isSo: () => Promise<boolean>,
  { runtime, withinMs, signal }: Patience,
): Promise<boolean> {
  const deadline = runtime.elapsed() + withinMs;
  while (!await isSo()) {
    signal.throwIfAborted();
    if (runtime.elapsed() >= deadline) return false;
    await sleep(runtime, stepMs, signal);
  }
  return true;
}
