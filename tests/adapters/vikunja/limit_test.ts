import assert from "node:assert/strict";
import fc from "fast-check";
import { createLimit } from "@/adapters/vikunja/client/limit.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

Deno.test("createLimit() lets as many in as it allows, in order", async () => {
  const limit = createLimit(2, runtime);
  const order: string[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = gates.map((gate, index) =>
    limit.run(async () => {
      order.push(`in ${index}`);
      await gate.promise;
      order.push(`out ${index}`);
    })
  );
  while (order.length < 2) await Promise.resolve();
  assert.deepEqual(order, ["in 0", "in 1"]);
  for (const gate of gates) gate.resolve();
  await Promise.all(all);
  assert.deepEqual(order.filter((step) => step.startsWith("in")), ["in 0", "in 1", "in 2", "in 3"]);
});

Deno.test("createLimit() halves on overload, never below 1, and rises again after many successes", () => {
  const limit = createLimit(8, runtime);
  limit.overloaded();
  assert.equal(limit.current(), 4);
  for (let i = 0; i < 10; i += 1) limit.overloaded();
  assert.equal(limit.current(), 1);
  for (let i = 0; i < 10_000; i += 1) limit.succeeded();
  assert.ok(limit.current() > 1 && limit.current() <= 8);
});

Deno.test("createLimit() stays between 1 and what is allowed at most", () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (outcomes) => {
    const limit = createLimit(4, runtime);
    for (const good of outcomes) good ? limit.succeeded() : limit.overloaded();
    assert.ok(limit.current() >= 1 && limit.current() <= 4);
  }));
});

Deno.test("createLimit() goes on after work that throws", async () => {
  const limit = createLimit(1, runtime);
  await assert.rejects(limit.run(() => Promise.reject(new Error("no"))));
  assert.equal(await limit.run(() => Promise.resolve("yes")), "yes");
});

Deno.test("createLimit() lets the next in beside one that takes long, and that one counts no more", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const limit = createLimit(1, time.runtime);
  const begun: string[] = [];
  const slow = Promise.withResolvers<void>();
  const quick = Promise.withResolvers<void>();
  const run = (name: string, until: Promise<void>) =>
    limit.run(async (place) => {
      using _asked = place.asks();
      begun.push(name);
      await until;
    });
  const all = [run("a", slow.promise), run("b", quick.promise), run("c", Promise.resolve())];
  await time.pass(250);
  assert.deepEqual(begun, ["a"]);
  await time.pass(100);
  assert.deepEqual(begun, ["a", "b"]);
  slow.resolve();
  await time.pass(10);
  assert.deepEqual(begun, ["a", "b"]);
  quick.resolve();
  await Promise.all(all);
  assert.deepEqual(begun, ["a", "b", "c"]);
});

Deno.test("createLimit() starts where it is told, grows by successes, and never goes beyond the most", () => {
  const limit = createLimit(1, runtime);
  limit.reset(4, 6);
  assert.equal(limit.current(), 4);
  for (let n = 0; n < 100; n++) limit.succeeded();
  assert.equal(limit.current(), 6);
});

Deno.test("createLimit() lets the next in beside a slow one later where there was an overload, until some succeeded", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const limit = createLimit(1, time.runtime);
  const begun: string[] = [];
  const run = (name: string, until: Promise<void>) =>
    limit.run(async (place) => {
      using _asked = place.asks();
      begun.push(name);
      await until;
    });
  limit.overloaded();
  const slow = Promise.withResolvers<void>();
  const all = [run("a", slow.promise), run("b", Promise.resolve())];
  await time.pass(2_900);
  assert.deepEqual(begun, ["a"]);
  await time.pass(200);
  assert.deepEqual(begun, ["a", "b"]);
  for (let n = 0; n < 8; n++) limit.succeeded();
  all.push(run("c", slow.promise), run("d", Promise.resolve()));
  await time.pass(350);
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
  slow.resolve();
  await Promise.all(all);
});

Deno.test("createLimit() lets nobody in beside one that rests between two tries", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const limit = createLimit(1, time.runtime);
  const begun: string[] = [];
  const rest = Promise.withResolvers<void>();
  const all = [
    limit.run(async (place) => {
      for (const name of ["first try", "second try"]) {
        {
          using _asked = place.asks();
          begun.push(name);
        }
        await rest.promise;
      }
    }),
    limit.run(() => Promise.resolve(void begun.push("next"))),
  ];
  await time.pass(60_000);
  assert.deepEqual(begun, ["first try"]);
  rest.resolve();
  await Promise.all(all);
  assert.deepEqual(begun, ["first try", "second try", "next"]);
});
