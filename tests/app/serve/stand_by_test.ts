import assert from "node:assert/strict";
import type { Config } from "@/config/config.ts";
import { memoryRequests } from "@tests/support/memory_owner_requests.ts";
import { daemonWorld } from "@tests/app/serve/support.ts";

const store: Config["store"] = {
  address: { host: "h", port: 5_432, database: "d", user: "u", tls: "prefer" },
  password: null,
  shownAs: "postgres://u@h/d",
  list: "team",
  isOfEnvironment: false,
  passwordFile: null,
};

for (const how of ["told", "unheard"] as const) {
  Deno.test(`serve that loses its list, ${how}, stands by with its door for commands closed, and goes on once it has it again`, async () => {
    const { requests, kept } = memoryRequests();
    const daemon = daemonWorld({ changes: { store }, requests });
    await daemon.until(() => daemon.doors.length === 2);
    const held = () => daemon.machine.vikunja.tasks().length;
    daemon.task("Milk");
    await daemon.until(() => held() === 1);
    const standing = Promise.withResolvers<void>();
    daemon.state.standing = standing.promise;
    daemon.state.lose(how);
    daemon.task("Bread");
    const [webhooks, commands] = daemon.doors;
    await daemon.until(() => commands?.isRefusing === true);
    const delivery = { event_name: "task.updated", data: { task: { id: 1 } } };
    await webhooks?.behind.deliveries.deliver(delivery);
    assert.deepEqual([...kept.values()].map(({ operation, input }) => [operation, input]), [
      ["deliver", '{"ids":[1],"event":"task.updated"}'],
    ]);
    assert.equal(webhooks?.isRefusing, false);
    assert.throws(() => webhooks?.behind.operations(), { code: "LOCKED" });
    // What the engine before had put off for later finds its log closed.
    await daemon.time.pass(120_000, () => false);
    assert.equal(held(), 1);
    standing.resolve();
    await daemon.until(() => held() === 2);
    await daemon.until(() => daemon.doors.every(({ isRefusing }) => !isRefusing));
    assert.deepEqual(daemon.said.filter((line) => line.includes("list")).slice(1), [
      "this host does not own the list any more: standing by",
      "this host owns the list",
    ]);
    daemon.stop();
    await daemon.end();
  });
}

Deno.test("serve that stands by is ready, and ends when it is stopped", async () => {
  for (const isFirst of [true, false]) {
    const { requests } = memoryRequests();
    const daemon = daemonWorld({ changes: { store }, requests });
    const standing = Promise.withResolvers<void>();
    if (isFirst) daemon.state.standing = standing.promise;
    await daemon.until(() => daemon.told.includes("READY=1\nSTATUS=standing by"));
    if (!isFirst) {
      await daemon.until(() => daemon.doors.length === 2);
      daemon.state.standing = standing.promise;
      daemon.state.lose("told");
      await daemon.until(() => daemon.doors[1]?.isRefusing === true);
    }
    daemon.stop();
    await daemon.end();
    assert.ok(daemon.doors.every(({ isOpen }) => !isOpen));
  }
});

Deno.test("serve runs `task sync` also while it is not ready yet", async () => {
  const hears = Promise.withResolvers<void>();
  const runs: number[] = [];
  const taskSync = {
    everyMs: 60_000,
    run: () => Promise.resolve(void runs.push(runs.length)).then(() => null),
  };
  const { requests } = memoryRequests();
  const daemon = daemonWorld({ changes: { store }, hears: hears.promise, taskSync, requests });
  await daemon.until(() => runs.length === 2);
  assert.deepEqual(daemon.said.filter((line) => line.includes("task sync")), []);
  hears.resolve();
  await daemon.until(() => daemon.doors.length === 2);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve that has not owned its list yet takes webhooks, and refuses them where they cannot be kept", async () => {
  const { requests, kept, failNext } = memoryRequests();
  const daemon = daemonWorld({ changes: { store }, requests });
  daemon.state.standing = Promise.withResolvers<void>().promise;
  await daemon.until(() => daemon.doors.length === 1);
  const { deliveries } = daemon.doors[0]?.behind ?? assert.fail("no door");
  const delivery = { event_name: "task.updated", data: { task: { id: 1 } } };
  assert.deepEqual(await deliveries.deliver(delivery), {
    event: "task.updated",
    wake: { ids: [1], event: "task.updated" },
  });
  await deliveries.deliverUnread?.();
  assert.deepEqual([...kept.values()].map(({ input }) => input), [
    '{"ids":[1],"event":"task.updated"}',
    '{"changes":true}',
  ]);
  assert.equal(await deliveries.deliver({ event_name: 5 }), null);
  failNext("away");
  await assert.rejects(deliveries.deliver(delivery), { code: "STORE_UNAVAILABLE" });
  daemon.stop();
  await daemon.end();
});

Deno.test("serve that loses its list stands by at once, whatever it waits for", async () => {
  const { requests } = memoryRequests();
  const daemon = daemonWorld({ changes: { store }, requests });
  const { time, machine: { vikunja, config } } = daemon;
  await daemon.until(() => daemon.doors.length === 2);
  vikunja.network.delay = () => 25_000;
  const asked = vikunja.network.requests;
  await time.pass(config.pollEveryMs + 5_000, () => vikunja.network.requests > asked);
  vikunja.network.delay = () => 0;
  const lostAt = time.nowMs();
  daemon.state.lose("told");
  await daemon.until(() => daemon.said.includes("this host owns the list"));
  assert.ok(time.nowMs() - lostAt < 1_000, `${time.nowMs() - lostAt} ms`);
  daemon.stop();
  await daemon.end();
});
