import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import {
  adapter,
  create,
  label,
  memoryFacts,
  present,
  project,
  seed,
  signal,
  update,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("changes() reads 1000 tasks of 10 projects in at most 15 requests, and in 1 when nothing changed", async () => {
  await using account = await testAccount();
  for (let index = 0; index < 10; index += 1) {
    await seed(account, await project(account, `P${index}`), 100);
  }
  using vikunja = adapter(account);
  await vikunja.identify(signal);
  const first = await vikunja.counting(() => vikunja.everything());
  assert.equal(first.result.complete, true);
  assert.equal(first.result.readings.length, 1000);
  assert.ok(vikunja.requests() <= 15, `${vikunja.requests()} requests`);
  using next = adapter(account);
  await next.identify(signal);
  const before = next.requests();
  const again = await next.changes(
    { cursor: vikunja.cursor(), full: false, knownCount: 1000 },
    signal,
  );
  assert.equal(again.complete, false);
  const requests = next.requests() - before;
  // Without the facts of the first process: one more for the server, one for the projects.
  assert.ok(requests <= 1, `${requests} requests`);
});

Deno.test("changes() is one request for a new process when nothing changed, identity included", async () => {
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

for (const count of [0, 1, 50, 51, 101, 1001]) {
  Deno.test(`T12 changes() and write() see all of ${count} tasks, labels and projects`, async () => {
    await using account = await testAccount();
    await seed(account, await project(account, "P"), count);
    for (let index = 0; index < count; index += 1) {
      await label(account, `l${index}`);
      await project(account, `p${index}`);
    }
    using vikunja = adapter(account);
    const changes = await vikunja.everything();
    assert.equal(changes.readings.length, count);
    if (count === 0) return;
    const last = { labels: [`l${count - 1}`], project: [`p${count - 1}`] };
    const made = present(await vikunja.writeOne(create(last)));
    assert.deepEqual([made.task.labels, made.task.project], [last.labels, last.project]);
    assert.equal(vikunja.lines.filter((line) => line.path.endsWith("/v2/labels")).length, 0);
    assert.equal(
      vikunja.lines.filter(({ method, path }) => method === "POST" && path.endsWith("/projects"))
        .length,
      0,
    );
  });
}

Deno.test("T12 changes() fails and infers nothing when the second page fails", async () => {
  await using account = await testAccount();
  await seed(account, await project(account, "P"), 1001);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ path }) =>
    path.includes("/tasks?page=2") ? { kind: "answer", status: 500, body: {} } : pass;
  using vikunja = adapter({ ...account, url: proxy.url }, { wait: () => Promise.resolve() });
  await assert.rejects(
    vikunja.everything(),
    (error) => error instanceof SyncError && error.code === "SERVER_UNAVAILABLE",
  );
  assert.equal(vikunja.cursor(), "");
});

Deno.test("changes() reads every comment of every task, beyond the 50 a list shows", async () => {
  await using account = await testAccount();
  const [many, one, two] = await seed(account, await project(account, "P"), 3);
  const comment = (id: number | undefined, text: string) =>
    account.call("POST", `/api/v2/tasks/${id}/comments`, { comment: text });
  for (let index = 0; index < 52; index += 1) await comment(many, `c${index}`);
  await comment(one, "late one");
  await comment(two, "late two");
  using vikunja = adapter(account);
  const { readings } = await vikunja.everything();
  const texts = readings.map((reading) =>
    reading.kind === "present" ? reading.task.comments.map(({ text }) => text) : []
  );
  assert.equal(texts[0]?.length, 52);
  assert.deepEqual(texts.slice(1), [["late one"], ["late two"]]);
  const [read] = await vikunja.read([String(many)], signal);
  assert.equal(read?.kind === "present" ? read.task.comments.length : null, 52);
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

Deno.test("changes() and read() show tasks of an archived project as withdrawn, not as gone", async () => {
  await using account = await testAccount();
  const parent = await project(account, "Old");
  const child = await project(account, "Child", parent);
  const [inParent] = await seed(account, parent, 1);
  const [inChild] = await seed(account, child, 1);
  using vikunja = adapter(account);
  await vikunja.everything();
  await account.call("PATCH", `/api/v2/projects/${parent}`, { is_archived: true });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 2 };
  const changes = await vikunja.changes(request, signal);
  assert.deepEqual([changes.complete, changes.readings], [true, []]);
  const readings = await vikunja.read([String(inParent), String(inChild)], signal);
  assert.deepEqual(readings.map(({ kind }) => kind), ["withdrawn", "withdrawn"]);
  const [written] = await vikunja.write([update(String(inParent), { title: "x" })], signal);
  assert.equal(written?.kind === "stale" ? written.reading.kind : written?.kind, "withdrawn");
});

Deno.test("read() tells withdrawn (403) from gone (404), for one and for many", async () => {
  await using account = await testAccount();
  const other = await account.stranger();
  const [foreign] = await seed(other, await project(other, "P"), 1);
  const [own] = await seed(account, await project(account, "P"), 1);
  using vikunja = adapter(account);
  const ids = [String(foreign), String(own), "999999999"];
  const kinds = async (asked: readonly string[]) =>
    (await vikunja.read(asked, signal)).map(({ kind }) => kind);
  assert.deepEqual(await kinds(ids), ["withdrawn", "present", "gone"]);
  assert.deepEqual(await kinds([...ids, ...ids]), [
    "withdrawn",
    "present",
    "gone",
    "withdrawn",
    "present",
    "gone",
  ]);
});

Deno.test("read() does not take another program's 404 for a deletion", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = () => ({ kind: "answer", status: 404, body: { message: "Not Found" } });
  await assert.rejects(vikunja.read([String(id)], signal), SyncError);
});

Deno.test("changes() reads the projects again when a task shows an unknown one", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  await vikunja.everything();
  const parent = await project(account, "New");
  await seed(account, await project(account, "Child", parent), 1);
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 0 };
  const changes = await vikunja.changes(request, signal);
  const [reading] = changes.readings;
  assert.deepEqual(reading?.kind === "present" ? reading.task.project : null, ["New", "Child"]);
});

Deno.test("changes() warns of projects that share a path and write() takes the older one", async () => {
  await using account = await testAccount();
  const first = await project(account, "Twin");
  const second = await project(account, "Twin");
  using vikunja = adapter(account);
  const { warnings } = await vikunja.everything();
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", new RegExp(`${first}, ${second}.*Twin.*${first}`));
  const made = present(await vikunja.writeOne(create({ project: ["Twin"] })));
  const raw = await account.call<{ project_id: number }>("GET", `/api/v2/tasks/${made.id}`);
  assert.equal(raw.project_id, first);
});

Deno.test("T18 changes() does not depend on this machine's clock, only on the server's", async () => {
  for (const offset of [-86_400_000, -3_600_000, 3_600_000]) {
    await using account = await testAccount();
    const now = () => new Date(Date.now() + offset);
    const [id] = await seed(account, await project(account, "P"), 2);
    using vikunja = adapter(account, { now });
    await vikunja.everything();
    await account.call("PATCH", `/api/v2/tasks/${id}`, { title: "changed" });
    const request = { cursor: vikunja.cursor(), full: false, knownCount: 2 };
    const changes = await vikunja.changes(request, signal);
    assert.ok(changes.readings.some((reading) => reading.id === String(id)));
    const measured = vikunja.clockOffsetMs() ?? 0;
    assert.ok(Math.abs(measured + offset) < 2_000, `${measured} for ${offset}`);
  }
});

Deno.test("T18 changes() does not mind this machine's clock jumping back in the middle of a run", async () => {
  await using account = await testAccount();
  let jump = 0;
  const [id] = await seed(account, await project(account, "P"), 2);
  using vikunja = adapter(account, { now: () => new Date(Date.now() + jump) });
  await vikunja.everything();
  jump = -86_400_000;
  await account.call("PATCH", `/api/v2/tasks/${id}`, { title: "changed" });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 2 };
  const changes = await vikunja.changes(request, signal);
  assert.equal(changes.complete, false);
  assert.ok(changes.readings.some((reading) => reading.id === String(id)));
});

Deno.test("T18 changes() reads everything when the server's clock was set back", async () => {
  await using account = await testAccount();
  await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  const date = new Date(Date.now() - 3_600_000).toUTCString();
  proxy.fault = () => ({ kind: "pass", headers: { date } });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
  assert.equal((await vikunja.changes(request, signal)).complete, true);
});

Deno.test("changes() refuses a server at the same address that is another one", async () => {
  await using account = await testAccount();
  const facts = memoryFacts();
  using vikunja = adapter(account, { facts });
  await vikunja.identify(signal);
  await vikunja.everything();
  const other = await account.stranger();
  using impostor = adapter({ url: account.url, token: other.token }, { facts });
  await impostor.identify(signal);
  await assert.rejects(
    impostor.everything(),
    (error) => error instanceof SyncError && error.code === "BINDING",
  );
});

Deno.test("changes() shows a favourite of a project that is not shared any more as withdrawn, and asks once", async () => {
  await using account = await testAccount();
  const other = await account.stranger();
  const shared = await project(other, "Shared");
  await other.call("POST", `/api/v2/projects/${shared}/users`, {
    username: account.username,
    permission: 1,
  });
  const [id] = await seed(other, shared, 1);
  await account.call("PATCH", `/api/v2/tasks/${id}`, { is_favorite: true });
  using vikunja = adapter(account);
  const [before] = (await vikunja.everything()).readings;
  assert.deepEqual(before?.kind === "present" ? before.task.project : null, ["Shared"]);
  await other.call("DELETE", `/api/v2/projects/${shared}/users/${account.username}`);
  const [after] = (await vikunja.everything()).readings;
  assert.equal(after?.kind, "withdrawn");
  const { requests } = await vikunja.counting(() =>
    vikunja.changes({ cursor: vikunja.cursor(), full: false, knownCount: 1 }, signal)
  );
  assert.equal(requests, 1);
});
