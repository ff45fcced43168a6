import type { Json } from "@/domain/json.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import type { Feed, Recorded } from "@/adapters/taskwarrior/common/feed.ts";

/** What was recorded, with every command ended. */
export type Settled = Exclude<Recorded, { readonly kind: "unsettled" }>;

const tries = 6;
const pauseMs = 8;

/** As `feed.since`, waiting a little for a command that is in the middle of its writes. */
export async function settledSince(
  mark: Json,
  { feed, runtime }: { readonly feed: Feed; readonly runtime: Runtime },
): Promise<Settled> {
  for (let attempt = 1;; attempt++) {
    const recorded = feed.since(mark);
    if (recorded.kind !== "unsettled") return recorded;
    if (attempt === tries) return { ...recorded, kind: "unknown" };
    await sleep(runtime, pauseMs);
  }
}
