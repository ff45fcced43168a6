import assert from "node:assert/strict";
import type { PushOrder } from "@/ports/push_queue.ts";
import { look, memoryStore, supervised } from "@tests/support/supervised.ts";

Deno.test("a push of which no attempt was sent is tried again as if for the first time, but not by another process", async () => {
  const log = memoryStore();
  const orders: PushOrder[] = [];
  const world = () => supervised(log, {}, { dispatch: (order) => void orders.push(order) });
  const { supervisor } = world();
  const fail = (unwritten: { readonly unwritten?: true }) =>
    supervisor.ask("x", {
      type: "FailPush",
      side: "vikunja",
      request: orders[0]?.pending.request ?? 0,
      code: "SERVER_UNAVAILABLE",
      message: "down",
      retryAt: "2026-01-01T00:00:01Z",
      ...unwritten,
    });
  const resend = { type: "Resend", side: "vikunja" } as const;
  await supervisor.ask("x", look("x", "a"));
  await fail({ unwritten: true });
  await supervisor.ask("x", resend);
  await world().supervisor.ask("x", resend);
  await fail({});
  await supervisor.ask("x", resend);
  const told = orders.map(({ mayHaveHappened }) => mayHaveHappened);
  assert.deepEqual(told, [false, false, true, true]);
});
