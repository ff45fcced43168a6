import assert from "node:assert/strict";
import { createTurns } from "@/adapters/taskwarrior/common/turns.ts";

Deno.test("take() gives one turn at a time, in the order they came", async () => {
  const turns = createTurns();
  const order: string[] = [];
  const piece = async (name: string) => {
    using _turn = await turns.take();
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  await Promise.all(["a", "b", "c"].map(piece));
  assert.deepEqual(order, ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

Deno.test("take() gives a turn at once where nobody has it, also after one was given back", async () => {
  const turns = createTurns();
  for (let time = 0; time < 2; time++) (await turns.take())[Symbol.dispose]();
});

Deno.test("a turn that is given back twice lets only one more begin", async () => {
  const turns = createTurns();
  const first = await turns.take();
  const second = turns.take();
  let hasThird = false;
  const third = turns.take().then(() => hasThird = true);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  const free = await second;
  assert.equal(hasThird, false);
  free[Symbol.dispose]();
  await third;
});
