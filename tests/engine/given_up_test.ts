import assert from "node:assert/strict";
import type { PushOrder } from "@/ports/push_queue.ts";
import { failOf, look, memoryStore, supervised } from "@tests/support/supervised.ts";

Deno.test("a push that is given up while it is being tried stays so, until somebody asks for it again", async () => {
  const orders: PushOrder[] = [];
  const cancelled: string[] = [];
  const { supervisor } = supervised(memoryStore(), {}, {
    dispatch: (order) => void orders.push(order),
    cancel: (streamId, side) => void cancelled.push(`${streamId} ${side}`),
  });
  const resend = (evenDead: boolean) =>
    supervisor.ask("x", { type: "Resend", side: "vikunja", evenDead });
  const fail = () => {
    const evenDead = orders.at(-1)?.pending.dead === true ? { evenDead: true } as const : {};
    return supervisor.ask("x", failOf(orders[0], evenDead));
  };
  await supervisor.ask("x", look("x", "a"));
  await supervisor.ask("x", { type: "GiveUpPush", side: "vikunja", because: "given up by hand" });
  assert.deepEqual(cancelled, ["x vikunja"]);
  await fail();
  await resend(false);
  assert.equal(orders.length, 1);
  await resend(true);
  assert.equal(orders.length, 2);
  await fail();
  await resend(false);
  assert.equal(orders.length, 3);
});
