import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createReplays } from "@/adapters/http/replays.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import type { RouteAnswer } from "@/adapters/http/routes.ts";
import { readDelivery } from "@/triggers/delivery.ts";

const now = Date.parse("2026-11-27T12:00:00Z");

function receiver(serverNowMs: number | null) {
  let delivered = 0;
  let fails = false;
  const route = webhookRoute({
    secret: () => Promise.resolve("secret"),
    basicAuth: () => null,
    deliver(body) {
      if (fails) throw new Error("no room");
      delivered += 1;
      return Promise.resolve(readDelivery(body));
    },
    count: () => {},
    serverNowMs: () => serverNowMs,
  });
  return {
    delivered: () => delivered,
    fail: (does: boolean) => void (fails = does),
    async send(body: object): Promise<number> {
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const digest = createHmac("sha256", "secret").update(bytes).digest();
      const answer: RouteAnswer = await route.handle({
        method: "POST",
        target: "/webhook",
        params: {},
        query: new URLSearchParams(),
        headers: { "x-vikunja-signature": digest.toString("hex") },
        body: bytes,
        isWhole: true,
        digest,
        signal: new AbortController().signal,
      });
      return "status" in answer ? answer.status : 0;
    },
  };
}

const delivery = (time: string, id = 7) => ({
  event_name: "task.updated",
  time,
  data: { task: { id } },
});

Deno.test("S11: a delivery of ten minutes ago is refused, by the server's clock", async () => {
  const it = receiver(now);
  assert.equal(await it.send(delivery("2026-11-27T11:49:59Z")), 400);
  assert.equal(await it.send(delivery("2026-11-27T12:10:01Z")), 400);
  assert.equal(await it.send(delivery("2026-11-27T11:51:00.123456789Z")), 200);
  assert.equal(await it.send(delivery("2026-11-27T12:51:00+01:00")), 200);
  assert.equal(it.delivered(), 2);
});

Deno.test("S11: as long as the server's clock is not known, no delivery is too old", async () => {
  const it = receiver(null);
  assert.equal(await it.send(delivery("2020-01-01T00:00:00Z")), 200);
});

Deno.test("S11: a delivery that is sent again is looked at once, and again where it could not be kept", async () => {
  const it = receiver(now);
  it.fail(true);
  assert.equal(await it.send(delivery("2026-11-27T12:00:00Z")), 503);
  it.fail(false);
  for (let sent = 0; sent < 5; sent++) {
    assert.equal(await it.send(delivery("2026-11-27T12:00:00Z")), 200);
  }
  assert.equal(it.delivered(), 1);
  assert.equal(await it.send(delivery("2026-11-27T12:00:00Z", 8)), 200);
  assert.equal(it.delivered(), 2);
});

Deno.test("S11: createReplays() forgets what is old, and never keeps more than a bound", () => {
  let elapsed = 0;
  const replays = createReplays(() => elapsed);
  replays.note("old");
  for (let n = 0; n < 10_001; n++) replays.note(`s${n}`);
  assert.deepEqual([replays.isKnown("old"), replays.isKnown("s0"), replays.isKnown("s10000")], [
    false,
    false,
    true,
  ]);
  elapsed = 1_200_001;
  replays.note("new");
  assert.deepEqual([replays.isKnown("s10000"), replays.isKnown("new")], [false, true]);
});
