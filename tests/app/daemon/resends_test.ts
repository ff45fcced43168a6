import assert from "node:assert/strict";
import { createResends } from "@/app/daemon/resends.ts";
import type { PendingRef } from "@/ports/log_reader.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

Deno.test("go() tries all that is due, but only some of what is beyond a quota", () => {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const usual = { side: "vikunja", dead: false, nextAt: null, isOutside: false } as const;
  const pending = Array.from({ length: 1_000 }, (_, at): PendingRef => ({
    ...usual,
    streamId: `full ${at}`,
    error: "QUOTA: The list has as many tasks as it may",
  }));
  pending.push({ ...usual, streamId: "another", error: "SERVER_UNAVAILABLE: away" });
  const posted: string[] = [];
  using resends = createResends({
    engine: { post: (streamId: string) => void posted.push(streamId), underWay: () => [] } as never,
    log: { pendingPushes: () => pending },
    runtime,
    onFailure: (error) => assert.fail(String(error)),
    longestSleepMs: () => 20_000,
  });
  resends.go();
  assert.deepEqual(posted, [...pending.slice(0, 50).map(({ streamId }) => streamId), "another"]);
});
