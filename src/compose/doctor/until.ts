import { waitFor } from "@/adapters/system/stop_signals.ts";

const stepMs = 50;

/** Asks again and again; false where it did not become true in time. */
export async function until(
  isSo: () => Promise<boolean>,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!await isSo()) {
    signal.throwIfAborted();
    if (performance.now() >= deadline) return false;
    await waitFor(stepMs, signal);
  }
  return true;
}
