import type { Runtime } from "@/ports/runtime.ts";
import type { Taken } from "@/ports/notice_sets.ts";
import type { ToldNotices } from "@/ports/told_notices.ts";
import { sleep } from "@/ports/waits.ts";

interface ToldOnceDeps {
  readonly shared: ToldNotices;
  readonly set: string;
  readonly redeliverAfterMs: number;
  readonly runtime: Pick<Runtime, "after">;
  readonly signal: AbortSignal;
}

const againMs = 500;

/**
 * Tells of what this host is to tell only what no other host of the list has. Returns when somebody has told all of it:
 * what another is telling is waited for, and told here where that one dies over it.
 */
export function toldOnce(
  { shared, set, redeliverAfterMs, runtime, signal }: ToldOnceDeps,
  tell: (taken: readonly Taken[]) => void | Promise<void>,
): (taken: readonly Taken[]) => Promise<void> {
  async function tellOurs(ours: readonly Taken[]): Promise<void> {
    const ids = ours.map(({ id }) => id);
    try {
      await tell(ours);
    } catch (thrown) {
      await shared.release(set, ids);
      throw thrown;
    }
    await shared.confirm(set, ids);
  }

  return async (taken) => {
    for (let open = taken; open.length > 0;) {
      const stands = await shared.take(set, open.map(({ id }) => id), redeliverAfterMs);
      const ours = open.flatMap((one) => {
        const stand = stands.get(one.id);
        if (stand !== "ours" && stand !== "repeated") return [];
        return [stand === "repeated" ? { ...one, isRepeated: true } : one];
      });
      if (ours.length > 0) await tellOurs(ours);
      open = open.filter(({ id }) => stands.get(id) === "elsewhere");
      if (open.length > 0) await sleep(runtime, againMs, signal);
    }
  };
}
