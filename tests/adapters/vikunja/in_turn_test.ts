import assert from "node:assert/strict";
import { createInTurn } from "@/adapters/vikunja/in_turn.ts";

Deno.test("what has one name is done one after the other, also after a failure; another name does not wait", async () => {
  const inTurn = createInTurn();
  const begun: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn.after("House", async () => {
    begun.push("first");
    await gate.promise;
    throw new Error("no answer");
  });
  const second = inTurn.after("House", () => {
    begun.push("second");
    return Promise.resolve("made");
  });
  assert.equal(await inTurn.after("Garden", () => Promise.resolve("made")), "made");
  assert.deepEqual(begun, ["first"]);
  gate.resolve();
  await assert.rejects(first, /no answer/);
  assert.equal(await second, "made");
});
