import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { startSandbox } from "@/sandbox/server.ts";
import {
  adapter,
  create,
  memoryFacts,
  present,
  project,
  seed,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

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

Deno.test("changes() refuses a server whose Inbox has the old id and another creation", async () => {
  await using before = await startSandbox();
  const facts = memoryFacts();
  using vikunja = adapter(before, { facts });
  await vikunja.identify(signal);
  await vikunja.everything();
  const { port } = new URL(before.url);
  await before.close();
  await using installed = await startSandbox({
    port: Number(port),
    now: () => new Date(Date.now() + 60_000),
  });
  using impostor = adapter(installed, { facts });
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

Deno.test("a token that was replaced at its source is taken at the first 401, for reading and for writing", async () => {
  await using account = await testAccount();
  const inbox = await project(account, "P");
  const asked: string[] = [];
  let source = `tk_${"0".repeat(40)}`;
  const token = (which: "known" | "again") => {
    asked.push(which);
    return Promise.resolve(source);
  };
  using vikunja = adapter(account, { token });
  await assert.rejects(
    vikunja.everything(),
    (error) => error instanceof SyncError && error.code === "AUTH",
  );
  assert.deepEqual(asked, ["known", "again"]);
  source = account.token;
  using later = adapter(account, {
    token: (which) => Promise.resolve(which === "again" ? source : `tk_${"0".repeat(40)}`),
  });
  assert.equal((await later.everything()).complete, true);
  const [id] = await seed(account, inbox, 1);
  using writer = adapter(account, {
    token: (which) => Promise.resolve(which === "again" ? source : `tk_${"0".repeat(40)}`),
  });
  const written = await writer.writeOne(update(String(id), { title: "written" }));
  assert.equal(written.kind, "written");
});
