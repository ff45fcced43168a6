import assert from "node:assert/strict";
import { handingOn } from "@/app/serve/handing_on.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { memoryRequests } from "@tests/support/memory_owner_requests.ts";

Deno.test("handOn() connects once for all deliveries that come at once, anew where it failed, and closes what it opened", async () => {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const { requests, kept } = memoryRequests();
  let [opened, closed] = [0, 0];
  let fails = true;
  const handing = handingOn(runtime, () => {
    if (fails) return Promise.reject(new SyncError("STORE_UNAVAILABLE", "away"));
    opened++;
    const close = () => Promise.resolve(void closed++);
    return Promise.resolve({ ...requests, [Symbol.asyncDispose]: close });
  });
  assert.equal((await refusal(handing.handOn({ ids: [1] }))).code, "STORE_UNAVAILABLE");
  fails = false;
  await Promise.all([2, 3, 4].map((id) => handing.handOn({ ids: [id] })));
  assert.deepEqual(
    [...kept.values()].map(({ input }) => input),
    [2, 3, 4].map((id) => `{"ids":[${id}]}`),
  );
  await handing[Symbol.asyncDispose]();
  assert.deepEqual([opened, closed], [1, 1]);
});
