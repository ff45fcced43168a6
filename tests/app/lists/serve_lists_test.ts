import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { fakeList, listsWorld } from "@tests/app/lists/lists_world.ts";

const configError = () => new SyncError("CONFIG", "url is not set");

Deno.test("serveLists() runs what can run, whatever is wrong with the others", async () => {
  const world = listsWorld(["anna", "bert", "cleo", "dora"]);
  world.lists.set("bert", fakeList({ unreadable: configError() }));
  world.lists.set("cleo", fakeList({ ends: new SyncError("BINDING", "another server") }));
  world.lists.set("dora", fakeList({ hangs: true }));
  await world.time.pass(2_000);
  assert.deepEqual(world.running(), ["anna"]);
  const stands = await world.stands();
  assert.deepEqual([...stands].map(([name, { state }]) => [name, state]), [
    ["anna", "running"],
    ["bert", "failed"],
    ["cleo", "failed"],
    ["dora", "starting"],
  ]);
  assert.deepEqual(stands.get("bert")?.error, { code: "CONFIG", message: "url is not set" });
  assert.ok(world.notified.includes("READY=1"));
  world.stop();
  await world.over;
  assert.deepEqual(world.running(), []);
});

Deno.test("serveLists() tells nothing of what tasks say", async () => {
  const world = listsWorld(["anna", "bert"]);
  world.lists.set("bert", fakeList({ ends: new SyncError("TASK_REFUSED", "Secret milk") }));
  await world.time.pass(2_000);
  const stands = await world.stands();
  assert.deepEqual(stands.get("anna")?.error, { code: "TASK_REFUSED", message: null });
  assert.equal(stands.get("anna")?.counts?.pending, 1);
  const metrics = await world.metrics();
  assert.match(metrics, /^vikunja_sync_list_pending_changes\{list="anna"\} 1$/m);
  assert.match(metrics, /^vikunja_sync_list_trouble\{list="bert",code="TASK_REFUSED"\} 1$/m);
  assert.doesNotMatch(JSON.stringify([...stands, metrics, world.said]), /milk/);
  world.stop();
  await world.over;
});

Deno.test("serveLists() takes lists that come, change and go while it runs", async () => {
  const world = listsWorld(["anna"]);
  await world.time.pass(1_000);
  world.lists.set("bert", fakeList());
  await world.time.pass(6_000);
  assert.deepEqual(world.running(), ["anna", "bert"]);
  world.lists.set("anna", fakeList({ signature: "2" }));
  await world.time.pass(6_000);
  assert.ok(world.said.includes("anna read"));
  assert.ok(!world.said.includes("bert read"));
  world.lists.delete("bert");
  await world.time.pass(6_000);
  assert.deepEqual(world.running(), ["anna"]);
  assert.equal(world.deliveries("bert"), null);
  // And once more, after it has ended.
  world.lists.set("bert", fakeList());
  await world.time.pass(6_000);
  assert.deepEqual(world.running(), ["anna", "bert"]);
  assert.deepEqual(world.began, ["anna", "bert", "bert"]);
  world.stop();
  await world.over;
});

Deno.test("serveLists() keeps a list as it runs where its new configuration is wrong, and says so", async () => {
  const world = listsWorld(["anna"]);
  await world.time.pass(1_000);
  world.lists.set("anna", fakeList({ signature: "2", unreadable: configError() }));
  await world.time.pass(6_000);
  assert.deepEqual(world.running(), ["anna"]);
  assert.equal((await world.stands()).get("anna")?.error?.code, "CONFIG");
  world.lists.set("anna", fakeList({ signature: "3" }));
  await world.time.pass(6_000);
  assert.notEqual((await world.stands()).get("anna")?.error?.code, "CONFIG");
  world.stop();
  await world.over;
});

Deno.test("serveLists() tries what failed less and less often, and at once when it is changed or on SIGHUP", async () => {
  const world = listsWorld(["anna"]);
  world.lists.set("anna", fakeList({ ends: new SyncError("LOG_DAMAGED", "damaged") }));
  await world.time.pass(3_600_000);
  const tries = world.began.length;
  assert.ok(tries >= 8 && tries < 25, `${tries} tries in an hour`);
  assert.equal(world.said.filter((line) => line.includes("damaged")).length, 1);
  world.lists.set("anna", fakeList());
  world.reload();
  await world.time.pass(1_000);
  assert.deepEqual(world.running(), ["anna"]);
  assert.ok(world.notified.some((line) => line.startsWith("RELOADING=1")));
  world.stop();
  await world.over;
});

Deno.test("serveLists() refuses a list that would write to what is another's", async () => {
  const world = listsWorld(["anna", "bert", "cleo"]);
  const at = {
    kind: "server",
    url: "https://s.example",
    clientId: "1",
    secret: () => Promise.reject(new Error("unasked")),
  } as const;
  const taskwarrior = { synced: { at, everyMs: 1 } } as never;
  world.lists.set("anna", fakeList({ config: { taskwarrior } }));
  world.lists.set("bert", fakeList({ config: { taskwarrior } }));
  world.lists.set("cleo", fakeList({ config: { stateDir: "/lists/anna/state" } }));
  await world.time.pass(2_000);
  assert.deepEqual(world.running(), ["anna"]);
  const stands = await world.stands();
  assert.match(stands.get("bert")?.error?.message ?? "", /client_id .* is that of the list anna/);
  assert.match(stands.get("cleo")?.error?.message ?? "", /state folder .* of the list anna/);
  // What is given up may be another's.
  world.lists.delete("anna");
  await world.time.pass(600_000);
  assert.deepEqual(world.running(), ["bert", "cleo"]);
  world.stop();
  await world.over;
});

Deno.test("serveLists() begins a few at a time, and waits for none that takes long", async () => {
  const world = listsWorld(Array.from({ length: 10 }, (_, at) => `l${at}`));
  for (let at = 0; at < 6; at++) world.lists.set(`l${at}`, fakeList({ hangs: true }));
  await world.time.pass(500);
  assert.equal(world.began.length, 4);
  await world.time.pass(5_000);
  assert.equal(world.began.length, 10);
  assert.equal(world.running().length, 4);
  world.stop();
  await world.over;
});

Deno.test("serveLists() goes on while its folder cannot be read", async () => {
  const world = listsWorld(Array.from({ length: 100 }, (_, at) => `l${at}`));
  await world.time.pass(3_000);
  assert.equal(world.running().length, 100);
  world.state.unreadable = new SyncError("CONFIG", "Cannot read the folder");
  await world.time.pass(30_000);
  assert.equal(world.running().length, 100);
  assert.equal(world.said.filter((line) => line === "Cannot read the folder").length, 1);
  world.stop();
  await world.over;
});

Deno.test("serveLists() says how the others do while one cannot say how it does", async () => {
  const world = listsWorld(["anna", "bert", "cleo"]);
  await world.time.pass(1_000);
  world.lists.set("bert", fakeList({ unasked: new SyncError("LOG_DAMAGED", "Cannot read it") }));
  world.doorsOf("cleo")?.door.refuse(true);
  const stands = await world.stands();
  assert.deepEqual([...stands.values()].map(({ state, error }) => [state, error?.code]), [
    ["running", "TASK_REFUSED"],
    ["running", "LOG_DAMAGED"],
    ["starting", undefined],
  ]);
  assert.match(await world.metrics(), /list="anna"/);
  world.stop();
  await world.over;
});

Deno.test("serveLists() takes deliveries while another host owns the list, and none while its engine changes", async () => {
  const world = listsWorld(["anna"]);
  await world.time.pass(1_000);
  const doors = world.doorsOf("anna");
  doors?.door.refuse(true);
  assert.deepEqual(world.deliveries("anna"), { name: "anna" });
  doors?.tcp.refuse(true);
  assert.equal(world.deliveries("anna"), "away");
  doors?.door.refuse(false);
  doors?.tcp.refuse(false);
  assert.deepEqual(world.deliveries("anna"), { name: "anna" });
  world.stop();
  await world.over;
});

Deno.test("serveLists() begins the next while a list stands by, and says which host has it", async () => {
  const world = listsWorld(["a", "b", "c", "d", "e", "f"]);
  for (const name of ["a", "b", "c", "d", "e"]) world.lists.set(name, fakeList({ hangs: true }));
  await world.time.pass(10);
  assert.deepEqual(world.began, ["a", "b", "c", "d"]);
  const details = { owner: { host: "east", stateDir: "/s", command: "serve", pid: 1 } };
  for (const name of ["a", "b", "c"]) {
    world.waits(name, new SyncError("LOCKED", "east has it", { details }));
  }
  world.waits("d", new SyncError("STORE_UNAVAILABLE", "no answer"));
  await world.time.pass(10);
  assert.deepEqual(world.running(), ["f"]);
  const stands = await world.stands();
  const shown = ["a", "d"].map((name) => stands.get(name));
  assert.deepEqual(shown.map((stand) => [stand?.state, stand?.owner, stand?.error?.code]), [
    ["standby", "east", undefined],
    ["starting", null, "STORE_UNAVAILABLE"],
  ]);
  assert.match(await world.metrics(), /^vikunja_sync_lists\{state="standby"\} 3$/m);
  world.stop();
  await world.over;
});

Deno.test("serveLists() refuses a second list with the same log in one database", async () => {
  const world = listsWorld(["anna", "bert"]);
  const store = { shownAs: "postgres://u@h/d", list: "team" } as never;
  for (const name of ["anna", "bert"]) world.lists.set(name, fakeList({ config: { store } }));
  await world.time.pass(2_000);
  assert.deepEqual(world.running(), ["anna"]);
  assert.match((await world.stands()).get("bert")?.error?.message ?? "", /log team at postgres/);
  world.stop();
  await world.over;
});

Deno.test("serveLists() waits for a reload once, however often it looks at its folder meanwhile", async () => {
  const world = listsWorld(["anna"]);
  for (const _ of ["first", "after a reload"]) {
    await world.time.pass(60_000);
    assert.equal(world.state.waitsForReload, 1);
    world.reload();
  }
  await world.time.pass(1_000);
  assert.equal(world.notified.filter((line) => line.startsWith("RELOADING=1")).length, 2);
  world.stop();
  await world.over;
});
