import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

/** Somebody who looks now and then, and sooner where others call. */
interface Calls {
  call(): void;
  /** Until somebody calls, or has since the last wait, or the time is over. True: called. @throws the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

export function createCalls(runtime: Pick<Runtime, "after">): Calls {
  let called = Promise.withResolvers<true>();
  return {
    call: () => called.resolve(true),
    async wait(ms, signal) {
      signal.throwIfAborted();
      const over = new AbortController();
      const stop = () => over.abort(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      const slept = sleep(runtime, ms, over.signal).then(() => false);
      try {
        return await Promise.race([called.promise, slept]);
      } finally {
        slept.catch(() => {});
        signal.removeEventListener("abort", stop);
        over.abort(new SyncError("ABORTED", "called"));
        called = Promise.withResolvers();
      }
    },
  };
}
