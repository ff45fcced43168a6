import assert from "node:assert/strict";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createLocalSynced } from "@/adapters/taskwarrior/local_synced.ts";
import { order, signal } from "@tests/support/replica_hands.ts";
import { createSyncedWorld } from "@tests/support/synced_world.ts";

const uuid = "0a1b2c3d-0000-4000-8000-000000000001";

Deno.test("createLocalSynced() asks and changes the tasks of the sync server in place of a task program", async () => {
  await using world = await createSyncedWorld();
  const { replica, synced } = world.open();
  const local = createLocalSynced({ replica, synced, runtime });
  const person = await world.person();
  await local.checkData(signal);
  assert.deepEqual(await local.exported(signal), []);
  await person.task.import([{ uuid, description: "Milk", estimate: "5" }]);
  await person.sync();
  const [exported = "{}"] = await local.exported(signal);
  const { description, estimate, status } = JSON.parse(exported);
  assert.deepEqual([description, estimate, status], ["Milk", "5", "pending"]);
  assert.equal(await local.hasTask(uuid), true);

  const link = { ...order(uuid, { kind: "update", patch: {}, expected: {} }), link: 7 };
  await replica.write([link], signal);
  assert.deepEqual((await local.traces(signal)).noted, [uuid]);
  assert.deepEqual(await local.forgetLinks([uuid], signal), []);
  assert.deepEqual((await local.traces(signal)).noted, []);

  await local.deleteTask(uuid);
  assert.equal(await local.hasTask(uuid), false);
  await person.sync();
  assert.deepEqual((await person.task.export()).map((each) => each["status"]), ["deleted"]);
  assert.equal((await local.installation(signal)).version, `3, by ${world.server.name}`);
  assert.deepEqual([await local.settings(signal), await local.hooksSetting(signal)], [[], "off"]);
});
