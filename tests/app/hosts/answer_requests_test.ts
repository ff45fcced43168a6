import assert from "node:assert/strict";
import { answerRequests } from "@/app/hosts/answer_requests.ts";
import { SyncError } from "@/domain/errors.ts";
import type { TakenRequest } from "@/ports/owner_requests.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { memoryRequests } from "@tests/support/memory_owner_requests.ts";

/** An owner that does what `act` does. */
function ownerWorld(act: (request: TakenRequest) => Promise<string>) {
  const time = createSimulatedTime(chanceBy(1));
  const memory = memoryRequests(time.nowMs);
  const begun: string[] = [];
  const said: string[] = [];
  const answering = answerRequests({
    requests: memory.requests,
    epoch: 1,
    runtime: time.runtime,
    carryOut(request) {
      begun.push(request.id);
      return act(request);
    },
    warn: (line) => void said.push(line),
  });
  const answer = (id: string) => memory.kept.get(id)?.answer ?? null;
  return {
    ...time,
    memory,
    begun,
    said,
    answering,
    answer,
    put: (id: string) =>
      memory.requests.put([{ id, operation: "add", input: "{}", forMs: 60_000 }]),
    async ends(work: PromiseLike<void>): Promise<void> {
      let isOver = false;
      void work.then(() => isOver = true);
      await time.pass(60_000, () => isOver);
      await work;
    },
  };
}

Deno.test("answerRequests() looks each second, and at once when it is called", async () => {
  const world = ownerWorld(({ id }) => Promise.resolve(`of ${id}`));
  await world.pass(10_000);
  await world.put("x");
  await world.pass(1_001, () => world.answer("x") !== null);
  assert.equal(world.answer("x"), "of x");
  await world.pass(10_000);
  const askedAt = world.nowMs();
  await world.put("y");
  world.memory.requests.call();
  await world.pass(1_000, () => world.answer("y") !== null);
  assert.equal(world.nowMs(), askedAt);
  await world.ends(world.answering[Symbol.asyncDispose]());
});

Deno.test("answerRequests() carries out each once, though answers of the database are lost", async () => {
  const world = ownerWorld(({ id }) => Promise.resolve(`of ${id}`));
  world.memory.failNext("lost", 2);
  await world.put("x").catch(() => {});
  await world.pass(10_000);
  world.memory.failNext("away", 3);
  await world.put("y").catch(() => {});
  await world.put("y").catch(() => {});
  await world.put("y").catch(() => {});
  await world.put("y");
  world.memory.failNext("lost", 2);
  await world.pass(10_000);
  assert.deepEqual(world.begun, ["x", "y"]);
  assert.deepEqual([world.answer("x"), world.answer("y")], ["of x", "of y"]);
  await world.ends(world.answering[Symbol.asyncDispose]());
});

Deno.test("answerRequests() tells an answer until it is stored, and says once that it waits", async () => {
  const doing = Promise.withResolvers<string>();
  const world = ownerWorld(() => doing.promise);
  await world.put("x");
  await world.pass(2_000);
  world.memory.failNext("away", 7);
  doing.resolve("done");
  await world.pass(30_000);
  assert.deepEqual([world.begun, world.answer("x")], [["x"], "done"]);
  assert.deepEqual(world.said, ["an answer to another host waits: no answer"]);
  await world.ends(world.answering[Symbol.asyncDispose]());
});

Deno.test("answerRequests() answers what went wrong, and leaves to the next owner what it is fenced from", async () => {
  const world = ownerWorld(({ id }) =>
    Promise.reject(new SyncError(id === "x" ? "NOT_FOUND" : "FENCED", "no"))
  );
  await world.put("x");
  await world.put("y");
  await world.pass(2_000);
  assert.match(world.answer("x") ?? "", /"NOT_FOUND"/);
  assert.equal(world.answer("y"), null);
  await world.ends(world.answering[Symbol.asyncDispose]());
});

Deno.test("answerRequests() that is paused begins no more, and answers what it has begun", async () => {
  const doing = Promise.withResolvers<string>();
  const world = ownerWorld(() => doing.promise);
  await world.put("x");
  await world.pass(2_000);
  const paused = world.answering.pause();
  await world.put("y");
  world.memory.requests.call();
  await world.pass(500);
  doing.resolve("done");
  await world.ends(paused);
  assert.deepEqual([world.begun, world.answer("x")], [["x"], "done"]);
  assert.ok(world.nowMs() < 5_000, "nobody waits longer than it takes");
  await world.ends(world.answering[Symbol.asyncDispose]());
});

Deno.test("answerRequests() that is paused waits 2 s for what does not end, not longer", async () => {
  const world = ownerWorld(() => new Promise(() => {}));
  await world.put("x");
  await world.pass(2_000);
  const pausedAt = world.nowMs();
  await world.ends(world.answering[Symbol.asyncDispose]());
  assert.ok(world.nowMs() - pausedAt <= 4_000);
});
