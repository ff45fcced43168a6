import assert from "node:assert/strict";
import { createSettler } from "@/app/daemon/settler.ts";
import type { StoredStep } from "@/engine/actor.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const linked = { events: [{ type: "TaskLinked" }] } as unknown as StoredStep;

function settlerOver(unsettled: readonly string[]) {
  const time = createSimulatedTime(chanceBy(1));
  const looked: string[] = [];
  let taken = 0;
  const settler = createSettler({
    runtime: time.runtime,
    engine: {
      post: (streamId) => void looked.push(streamId),
      takeUnsettled: () => taken++ === 0 ? unsettled : [],
    },
    onFailure: (thrown) => assert.fail(String(thrown)),
  });
  return { settler, time, looked, taken: () => taken };
}

Deno.test("who waits for a counterpart is looked at soon, and once more when all had time", async () => {
  const { settler, time, looked } = settlerOver(["a", "b"]);
  settler.note(linked);
  settler.note(linked);
  await time.pass(100);
  assert.deepEqual(looked, ["a", "b"]);
  await time.pass(5_000);
  assert.deepEqual(looked, ["a", "b", "a", "b"]);
});

Deno.test("once it is over nothing is looked at, whatever is stored while the rest ends", async () => {
  const { settler, time, taken } = settlerOver(["a"]);
  settler.note(linked);
  settler[Symbol.dispose]();
  settler.note(linked);
  await time.pass(5_000);
  assert.equal(taken(), 0);
});
