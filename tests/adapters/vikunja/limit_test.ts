import assert from "node:assert/strict";
import fc from "fast-check";
import { createLimit } from "@/adapters/vikunja/limit.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";

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
