import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  hookedDaemon,
  idOf,
  patientWorld,
  sendDelivery,
  untilEqual,
} from "@tests/support/at_once.ts";
import { atPort } from "@tests/support/at_port.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { canMount, smallDisk } from "@tests/support/small_disk.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

for (const line of lines) {
  Deno.test(`a server that is down for a while: changes wait, status says 75, then all is done (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (let n = 0; n < 3; n++) await world.task("add", `bystander ${n}`);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 3);
    await daemon.sync();
    await world.server.stopAccepting();
    await world.task("add", "written meanwhile");
    await world.task("bystander 1", "modify", "priority:H");
    const waiting = await until(
      "two that wait",
      () => daemon.call("GET", "/v1/status") as unknown as Promise<Waiting>,
      ({ pending }) => pending.length === 2 && pending.every(({ attempts }) => attempts > 0),
    );
    for (const push of waiting.pending) {
      assert.equal(push.side, "vikunja");
      assert.notEqual(push.nextAt, null);
      assert.notEqual(push.error, null);
    }
    assert.equal((await world.run(["status"])).code, 75);
    await atPort(() => world.server.restart());
    await untilEqual(world, 4);
    await edit(world, "bystander 2", { priority: 3 });
    await untilEqual(world, 4);
    await assertPassesChangeNothing(world, daemon);
    assert.equal((await world.run(["status"])).code, 0);
  });
}

interface Waiting {
  readonly pending: readonly {
    readonly side: string;
    readonly attempts: number;
    readonly nextAt: string | null;
    readonly error: string | null;
  }[];
}

Deno.test("MASS_DELETE counts over many short looks, holds the deletions only, and sync --allow-mass-delete lets them go", async () => {
  await using world = await patientWorld();
  const titles = Array.from({ length: 30 }, (_, n) => `task-${n}`);
  await world.import(titles.map((description) => ({ description })));
  const daemon = await hookedDaemon(world);
  await untilEqual(world, 30);
  const remove = async (world: World, title: string) =>
    await world.api("DELETE", `/api/v2/tasks/${await idOf(world, title)}`);
  for (let n = 0; n < 10; n += 2) {
    await Promise.all([remove(world, `task-${n}`), remove(world, `task-${n + 1}`)]);
    await untilEqual(world, 28 - n);
  }
  await remove(world, "task-10");
  await daemon.said(/MASS_DELETE/);
  assert.equal((await world.export("status:pending")).length, 20);
  const held = await world.run(["sync"]);
  assert.equal(held.code, 3, held.stderr);
  assert.match(held.stderr, /--allow-mass-delete/);
  assert.equal((await world.export("status:pending")).length, 20);
  // All else goes on meanwhile.
  await edit(world, "task-20", { priority: 3 });
  await until("the edit", async () => (await localTask(world, "task-20"))["priority"] === "H");
  assert.equal((await world.run(["status"])).code, 3);
  await world.json(["sync", "--allow-mass-delete"]);
  await untilEqual(world, 19);
  for (const n of [11, 12, 13]) await remove(world, `task-${n}`);
  await untilEqual(world, 16);
  await assertPassesChangeNothing(world, daemon);
});

Deno.test({
  name: "a delivery that cannot be put on disk is answered 503, and found all the same",
  ignore: !canMount,
  async fn() {
    await using world = await patientWorld();
    await world.task("add", "Buy seeds");
    await world.json(["sync"]);
    const folder = `${world.folder}/small`;
    await Deno.mkdir(folder);
    await using _disk = await smallDisk(folder);
    await Deno.writeTextFile(`${folder}/deliveries`, "");
    await Deno.symlink(`${folder}/deliveries`, `${world.folder}/state/deliveries`);
    const daemon = await hookedDaemon(world);
    await assert.rejects(Deno.writeFile(`${folder}/rest`, new Uint8Array(200_000)));
    const id = await idOf(world, "Buy seeds");
    assert.equal(await sendDelivery(world, daemon, "task.updated", { task: { id } }), 503);
    await edit(world, "Buy seeds", { priority: 3 });
    await until("it refuses", async () => (await daemon.daemon()).webhooks.unavailable >= 2);
    await daemon.call("POST", "/v1/wake", {});
    await until("the edit", async () => (await localTask(world, "Buy seeds"))["priority"] === "H");
    await Deno.remove(`${folder}/rest`);
    assert.equal(await sendDelivery(world, daemon, "task.updated", { task: { id } }), 200);
    assert.equal(await daemon.stop(), 0);
  },
});

Deno.test("serve takes what an earlier process had on disk and not looked at, half a line too", async () => {
  await using world = await patientWorld();
  for (const title of ["Buy seeds", "Call Ann"]) await world.task("add", title);
  await world.json(["sync"]);
  const journal = `${world.folder}/state/deliveries`;
  await Deno.writeTextFile(journal, `{"ids":[${await idOf(world, "Buy seeds")}]}\n{"ids":[`);
  await edit(world, "Buy seeds", { priority: 3 });
  const daemon = await world.serve();
  await until("the edit", async () => (await localTask(world, "Buy seeds"))["priority"] === "H");
  await until("an empty journal", async () => (await Deno.stat(journal)).size === 0);
  await serverTask(world, "Call Ann");
  await assertPassesChangeNothing(world, daemon);
});
