import assert from "node:assert/strict";
import {
  adapter,
  create,
  memoryFacts,
  present,
  project,
  seed,
  signal,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("changes() is one request for a new process when nothing changed", async () => {
  await using account = await testAccount();
  const facts = memoryFacts();
  using first = adapter(account, { facts });
  const identity = await first.identify(signal);
  await first.everything();
  using next = adapter(account, { facts });
  assert.deepEqual(await next.identify(signal), identity);
  const request = { cursor: first.cursor(), full: false, knownCount: 0 };
  assert.equal((await next.changes(request, signal)).complete, false);
  assert.equal(next.requests(), 1);
});

Deno.test("changes() is one request right after a run that wrote 300 tasks", async () => {
  await using account = await testAccount();
  const facts = memoryFacts();
  using first = adapter(account, { facts });
  await first.everything();
  const writes = Array.from({ length: 300 }, (_, i) => create({ title: `t${i}`, project: ["P"] }));
  for (const written of await first.write(writes, signal)) present(written);
  using next = adapter(account, { facts });
  const request = { cursor: first.cursor(), full: false, knownCount: 300 };
  const changes = await next.changes(request, signal);
  assert.deepEqual([changes.complete, changes.readings.length], [false, 300]);
  assert.equal(next.requests(), 1);
});

Deno.test("changes() shows a task that somebody changed, and only it, after its cursor moved on", async () => {
  await using account = await testAccount();
  const [first] = await seed(account, await project(account, "P"), 30);
  const facts = memoryFacts();
  using vikunja = adapter(account, { facts });
  await vikunja.everything();
  await account.call("PATCH", `/api/v2/tasks/${first}`, { title: "changed" });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 30 };
  const changes = await vikunja.changes(request, signal);
  const changed = changes.readings.find(({ id }) => id === String(first));
  assert.equal(changed?.kind === "present" ? changed.task.title : null, "changed");
});

Deno.test("changes() reads everything when a task was deleted, so that the caller can ask for it", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 3);
  using vikunja = adapter(account);
  await vikunja.everything();
  await account.call("DELETE", `/api/v2/tasks/${ids[1]}`);
  await seed(account, await project(account, "Q"), 1);
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 3 };
  const changes = await vikunja.changes(request, signal);
  assert.equal(changes.complete, true);
  assert.equal(changes.readings.length, 3);
  const [gone] = await vikunja.read([String(ids[1])], signal);
  assert.deepEqual(gone, { kind: "gone", id: String(ids[1]), how: "deleted", changedAt: null });
});

Deno.test("changes() counts its own creates and deletes and those of others in between", async () => {
  await using account = await testAccount();
  const inbox = await project(account, "P");
  using vikunja = adapter(account);
  await vikunja.everything();
  const own = present(await vikunja.writeOne(create({ project: ["P"] })));
  await seed(account, inbox, 2);
  const second = present(await vikunja.writeOne(create({ project: ["P"], title: "second" })));
  await vikunja.writeOne(write(own.id, { kind: "delete", seen: null }));
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
  const changes = await vikunja.changes(request, signal);
  assert.equal(changes.complete, false);
  assert.ok(changes.readings.some(({ id }) => id === second.id));
  assert.equal(changes.readings.length, 3);
  const again = await vikunja.changes(
    { cursor: vikunja.cursor(), full: false, knownCount: 3 },
    signal,
  );
  assert.equal(again.complete, false);
});

Deno.test("changes() looks once, not every time, into a count that the log has and the list has not", async () => {
  await using account = await testAccount();
  await seed(account, await project(account, "P"), 3);
  using vikunja = adapter(account);
  await vikunja.everything();
  const ask = () =>
    vikunja.changes({ cursor: vikunja.cursor(), full: false, knownCount: 5 }, signal);
  assert.deepEqual([(await ask()).complete, (await ask()).complete], [true, false]);
});

Deno.test("changes() reads everything once for a field that an earlier version did not know", async () => {
  await using account = await testAccount();
  const facts = memoryFacts();
  using first = adapter(account, { facts });
  await first.everything();
  const [made] = await first.write([create({ title: "t", project: ["P"] })], signal);
  present(made);
  const { late, ...before } = JSON.parse(first.cursor());
  assert.equal(typeof late, "string");
  using next = adapter(account, { facts });
  const request = { cursor: JSON.stringify(before), full: false, knownCount: 1 };
  assert.equal((await next.changes(request, signal)).complete, true);
  const again = { ...request, cursor: next.cursor() };
  assert.equal((await next.changes(again, signal)).complete, false);
});
