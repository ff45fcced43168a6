import type { ServePorts } from "@/app/serve/serve.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

type Backups = NonNullable<ServePorts["dailyBackup"]>;

/** From the beginning of one to that of the next: each is a process, and takes half a second of a core at least. */
const apartMs = 20_000;

/** Backups of many lists, one at a time and apart, as all of them are due when a service has run for a while. */
export function createSpacedBackups(
  runtime: Pick<Runtime, "after" | "elapsed">,
): (backup: Backups | undefined) => Backups {
  let last = Promise.resolve();
  let beganAt = -Infinity;

  async function turn(signal: AbortSignal): Promise<Disposable> {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    try {
      await sleep(runtime, Math.max(0, beganAt + apartMs - runtime.elapsed()), signal);
      beganAt = runtime.elapsed();
      return { [Symbol.dispose]: resolve };
    } catch (aborted) {
      resolve();
      throw aborted;
    }
  }

  return (backup) => async (config) => {
    const own = await backup?.(config) ?? null;
    if (own === null) return null;
    return {
      ...own,
      async make(signal) {
        using _turn = await turn(signal);
        return await own.make(signal);
      },
    };
  };
}
