import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  hookedDaemon,
  idOf,
  patientWorld,
  untilEqual,
} from "@tests/support/at_once.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";
import { listen } from "@/adapters/http/server.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { assertRefuses } from "@tests/support/refusal.ts";
import { until } from "@tests/support/until.ts";
import { createWorld } from "@tests/support/world.ts";

interface Row {
  readonly id: string;
  readonly field: string;
  readonly lost: { readonly side: string; readonly value: unknown };
}

Deno.test("sync, status, conflicts pick and log do through the daemon what they do without", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "Pay rent" });
  const daemon = await world.serve();
  await untilEqual(world, 2);
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "not heard of" });
  const { plan } = await world.json<{ plan: unknown[] }>(["sync", "--dry-run"]);
  assert.equal(plan.length, 1);
  const summary = await world.json(["sync"]);
  assert.deepEqual(summary["created"], { taskwarrior: 1, vikunja: 0 });
  assert.equal(summary["linked"], 3);

  const status = await world.json<Record<string, Record<string, unknown>>>(["status"]);
  assert.equal(status["daemon"]?.["pid"], daemon.pid);
  assert.equal(status["daemon"]?.["listen"], daemon.url);
  assert.match((await world.run(["status"])).stdout, new RegExp(`process ${daemon.pid} `));

  const { events } = await world.json<{ events: unknown[] }>(["log"]);
  assert.ok(events.length > 5);
  await assertPassesChangeNothing(world, daemon);
});

Deno.test("conflicts pick makes the daemon write the value that lost to both sides", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const first = await world.serve();
  await untilEqual(world, 1);
  assert.equal(await first.stop(), 0);
  await edit(world, "Buy seeds", { title: "Buy bulbs" });
  await world.task("Buy seeds", "modify", "Buy trees");
  const daemon = await world.serve();
  await daemon.sync();
  const { conflicts } = await world.json<{ conflicts: readonly Row[] }>(["conflicts", "list"]);
  assert.deepEqual(conflicts.map(({ field }) => field), ["title"]);
  const [row] = conflicts;
  await world.json(["conflicts", "pick", row?.id ?? "", row?.lost.side ?? ""]);
  await untilEqual(world, 1);
  await serverTask(world, String(row?.lost.value));
  await assertPassesChangeNothing(world, daemon);
});

Deno.test("retry list, now and drop act on what waits in the daemon", async () => {
  let isDown = false;
  await using world = await createWorld({
    sandbox: { fault: ({ method }) => isDown && method !== "GET" ? { status: 502 } : null },
  });
  const daemon = await world.serve();
  isDown = true;
  await world.task("add", "Buy seeds");
  await world.task("add", "Call Ann");
  await until("two that wait", async () => {
    const { pending } = await daemon.call("GET", "/v1/status") as { pending: readonly unknown[] };
    return pending.length === 2;
  });
  const list = await world.json<{ pending: unknown[] }>(["retry", "list"], 75);
  assert.equal(list.pending.length, 2);
  const { uuid } = await localTask(world, "Call Ann");
  assert.deepEqual(await world.json(["retry", "drop", uuid]), {
    task: uuid,
    title: "Call Ann",
    dropped: 1,
  });
  isDown = false;
  assert.deepEqual(await world.json(["retry", "drop", uuid], 4), {
    task: uuid,
    title: "Call Ann",
    dropped: 0,
  });
  // The daemon may have tried the other one by itself just before.
  const rest = await world.json(["retry", "now"]);
  assert.deepEqual([rest["pending"], rest["dead"]], [0, 1]);
  await serverTask(world, "Buy seeds");
  assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["Buy seeds"]);
  const left = { leftOut: 0, rejected: 0 };
  assert.deepEqual(await world.json(["retry", "now"]), { tried: 0, pending: 0, dead: 1, ...left });
  const later = await world.json(["sync"]);
  assert.deepEqual([later["failed"], later["warnings"]], [0, []]);
  const status = await world.run(["status"]);
  assert.equal(status.code, 0, status.stderr);
  assert.match(status.stdout, /^dropped: 1 change$/m);
  assert.equal((await world.run(["retry", "list"])).code, 0);
  const now = await world.json(["retry", "now", uuid]);
  assert.deepEqual(now, {
    task: uuid,
    title: "Call Ann",
    tried: 1,
    pending: 0,
    dead: 0,
    ...left,
  });
  await untilEqual(world, 2);
  await assertPassesChangeNothing(world, daemon);
});

Deno.test("T36 a daemon of another version is refused, with the command that mends it", async () => {
  await using world = await createWorld();
  await world.json(["sync"]);
  const stateDir = `${world.folder}/state`;
  const info = { version: "0.0.1", pid: 4711, stateDir, listen: null };
  const about: Route = {
    method: "GET",
    path: "/v1/daemon",
    isPublic: false,
    maxBytes: 0,
    handle: () => Promise.resolve(jsonAnswer(info)),
  };
  const place = { kind: "socket", path: `${stateDir}/vikunja-sync.sock` } as const;
  await using _old = await listen(place, { routes: [about], isPublic: false });
  for (const args of [["sync"], ["retry", "now"], ["install", "webhooks"]]) {
    await assertRefuses(world, args, {
      exit: 2,
      code: "DAEMON_VERSION",
      says: /version 0\.0\.1 \(process 4711\)/,
      hint: /systemctl --user restart vikunja-sync.*kill 4711/s,
    });
  }
});

for (const line of lines) {
  Deno.test(`T11 daemon, two sync of cron, edits and deliveries at the same moment: one writer, nothing twice (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    for (let n = 0; n < 5; n++) await world.task("add", `bystander ${n}`);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 5);
    for (let round = 1; round <= 3; round++) {
      const runs = [0, 1].map(() => world.start(["sync", "--json"]).output());
      const id = await idOf(world, "bystander 0");
      await Promise.all([
        world.task("add", `here ${round}`),
        world.api("PUT", "/api/v1/projects/1/tasks", { title: `there ${round}` }),
        world.api("PATCH", `/api/v2/tasks/${id}`, { priority: 1 + round % 3 }),
        daemon.call("POST", "/v1/wake", { ids: [id] }),
      ]);
      for (const { code, stderr } of await Promise.all(runs)) {
        assert.equal(code, 0, new TextDecoder().decode(stderr));
      }
      await untilEqual(world, 5 + 2 * round);
    }
    await assertPassesChangeNothing(world, daemon);
  });
}

Deno.test("health and metrics are told on the socket, over TCP only when asked, and hold no secret", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const daemon = await world.serve(["--listen", "127.0.0.1:0", "--metrics"]);
  await untilEqual(world, 1);
  await daemon.sync();
  const health = await fetch(`${daemon.url}/healthz`);
  assert.deepEqual([health.status, (await health.json()).ok], [200, true]);
  const metrics = await (await fetch(`${daemon.url}/metrics`)).text();
  assert.match(metrics, /^vikunja_sync_linked_tasks 1$/m);
  assert.ok(!metrics.includes("Buy seeds") && !metrics.includes(world.server.token));
  const status = await fetch(`${daemon.url}/v1/status`);
  await status.body?.cancel();
  assert.equal(status.status, 404);
  await daemon.stop();
  const closed = await world.serve();
  const answer = await fetch(`${closed.url}/metrics`);
  await answer.body?.cancel();
  assert.equal(answer.status, 404);
  await closed.sync();
  assert.equal((await closed.call("GET", "/healthz") as { ok: boolean }).ok, true);
});
