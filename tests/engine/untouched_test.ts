import assert from "node:assert/strict";
import type { PushOrder } from "@/ports/push_queue.ts";
import { failOf, look, memoryStore, supervised } from "@tests/support/supervised.ts";

Deno.test("a push of which no attempt was sent is tried again as if for the first time, but not by another process", async () => {
  const log = memoryStore();
  const orders: PushOrder[] = [];
  const world = () => supervised(log, {}, { dispatch: (order) => void orders.push(order) });
  const { supervisor } = world();
  const resend = { type: "Resend", side: "vikunja" } as const;
  await supervisor.ask("x", look("x", "a"));
  await supervisor.ask("x", failOf(orders[0], { unwritten: true }));
  await supervisor.ask("x", resend);
  await world().supervisor.ask("x", resend);
  await supervisor.ask("x", failOf(orders[0]));
  await supervisor.ask("x", resend);
  const told = orders.map(({ mayHaveHappened }) => mayHaveHappened);
  assert.deepEqual(told, [false, false, true, true]);
});
