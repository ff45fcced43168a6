import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import { claimsWorld } from "@tests/support/claims_world.ts";
import { hourMs } from "@tests/support/lease_time.ts";
import { memoryLogPlace } from "@tests/support/log_places.ts";

const ada = { agent: "ada", forMs: hourMs };
const bob = { agent: "bob", forMs: hourMs };
const done: SyncEvent = {
  type: "TaskGone",
  data: { side: "vikunja", how: "deleted", changedAt: null },
};

const world = (tasks: readonly string[]) => claimsWorld(tasks, memoryLogPlace());

Deno.test("a claim is not granted by what memory says where the log has gone on", async () => {
  await using here = await world(["a"]);
  const first = await here.claims.claimTask("a", ada);
  assert.ok(first.ok && (await here.claims.releaseTask("a", first.token)).ok);
  const { store } = here.log;
  const expectedVersion = store.streamVersion("a");
  await store.append([{ streamId: "a", expectedVersion, events: [done] }]);
  const answer = await here.claims.claimTask("a", bob);
  assert.ok(!answer.ok && answer.status === "deleted");
});

Deno.test("a claim is not refused by what memory says where the log has gone on", async () => {
  await using here = await world(["a"]);
  const first = await here.claims.claimTask("a", ada);
  assert.ok(first.ok);
  const other = here.over(here.log.store);
  assert.ok((await other.releaseTask("a", first.token)).ok);
  const second = await here.claims.claimTask("a", bob);
  assert.ok(second.ok && second.token === 2);
  assert.ok((await other.claimTask("a", ada)).ok === false);
  assert.ok((await here.claims.releaseTask("a", 2)).ok);
  assert.ok((await other.releaseTask("a", 2)).ok, "once more is the same as once");
});

Deno.test("what a failed append was to store is not taken for stored", async () => {
  await using here = await world(["a"]);
  let fails = true;
  const late = here.over({
    ...here.log.store,
    append(appends) {
      if (!fails) return here.log.store.append(appends);
      return Promise.reject(new Error("the disk is away"));
    },
  });
  await assert.rejects(late.claimTask("a", ada), /the disk is away/);
  fails = false;
  const answer = await late.claimTask("a", bob);
  assert.ok(answer.ok && answer.token === 1);
});

Deno.test("a claim that is known is decided on without a question to the log", async () => {
  await using here = await world(["a"]);
  const { store } = here.log;
  let questions = 0;
  const counted = here.over({
    ...store,
    streamVersion(task) {
      questions++;
      return store.streamVersion(task);
    },
  });
  for (let token = 1; token <= 5; token++) {
    assert.ok((await counted.claimTask("a", ada)).ok);
    assert.ok((await counted.releaseTask("a", token)).ok);
  }
  assert.equal(questions, 0);
  assert.ok((await counted.claimTask("a", ada)).ok);
  assert.equal((await counted.claimTask("a", bob)).ok, false);
  assert.equal(questions, 1, "a refusal is compared with the log");
});
