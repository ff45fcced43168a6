import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { configure } from "@tests/support/at_once.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import type { Served } from "@tests/support/serve.ts";

async function deliver(world: World, daemon: Served, body: string): Promise<number> {
  const stateDir = world.env["VIKUNJA_SYNC_STATE_DIR"] ?? "";
  const secret = (await Deno.readTextFile(`${stateDir}/webhook-secret`)).trim();
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "x-vikunja-signature": signature };
  const response = await fetch(`${daemon.url}/webhook`, { method: "POST", body, headers });
  await response.body?.cancel();
  return response.status;
}

const made = (event: string, time: Date, data: object = {}) =>
  JSON.stringify({ event_name: event, time: time.toISOString(), data });

Deno.test("S11: deliveries that somebody sends again ask for next to nothing, stale ones for nothing", async () => {
  await using world = await createWorld();
  await configure(world, 'poll_every = "1h"');
  const daemon = await world.serve();
  await world.json(["install", "webhooks"]);
  const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", {
    title: "a",
  });
  await until("the task is here", async () => (await world.export()).length === 1);
  await daemon.sync();
  world.server.resetLog();
  const now = Date.now();
  const captured = made("task.updated", new Date(now), { task: { id } });
  for (let sent = 0; sent < 50; sent++) assert.equal(await deliver(world, daemon, captured), 200);
  for (let sent = 0; sent < 50; sent++) {
    const body = made("project.updated", new Date(now - sent), { project: { id: 1 } });
    assert.equal(await deliver(world, daemon, body), 200);
  }
  const stale = made("task.updated", new Date(now - 11 * 60_000), { task: { id } });
  assert.equal(await deliver(world, daemon, stale), 400);
  await daemon.sync();
  const { length } = world.server.log;
  assert.ok(length <= 40, `${length} requests`);
  // What was put off still comes.
  world.server.resetLog();
  await until("everything is read again", () => Promise.resolve(world.server.log.length > 0));
});

Deno.test("S3: what stands in the journal and is none stops nothing", async () => {
  await using world = await createWorld();
  await world.json(["sync"]);
  const stateDir = world.env["VIKUNJA_SYNC_STATE_DIR"] ?? "";
  const bad = [
    '{"ids":[9007199254740993]}',
    '{"ids":[-1,"x"]}',
    "\0\xff",
    "[[[[",
    '{"ids":[7e30]}',
  ];
  await Deno.writeTextFile(`${stateDir}/deliveries`, bad.join("\n") + "\n");
  await world.api("POST", "/api/v2/projects/1/tasks", { title: "comes" });
  const daemon = await world.serve();
  await until("the task is here", async () => (await world.export()).length === 1);
  await until(
    "the journal is empty",
    async () => (await Deno.stat(`${stateDir}/deliveries`)).size === 0,
  );
  assert.equal((await daemon.daemon()).error, null);
});
