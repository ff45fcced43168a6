import assert from "node:assert/strict";
import { fullTask, type Raw } from "@tests/adapters/vikunja/full_task.ts";
import {
  adapter,
  create,
  failure,
  present,
  project,
  seed,
  signal,
  update,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("write() of one field is a read and a write", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  using vikunja = adapter(account);
  await vikunja.everything();
  const { requests } = await vikunja.counting(() =>
    vikunja.writeOne(update(String(id), { title: "new" }, { title: "task 0" }))
  );
  assert.equal(requests, 2);
  assert.deepEqual(vikunja.lines.slice(-2).map(({ method }) => method), ["GET", "PUT"]);
});

Deno.test("T16 write() of what is there already writes nothing", async () => {
  await using account = await testAccount();
  const id = await fullTask(account);
  using vikunja = adapter(account);
  await vikunja.everything();
  const before = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  const same = update(String(id), {
    title: "full",
    priority: 4,
    labels: { add: ["one"], remove: ["not there"] },
  });
  const { result, requests } = await vikunja.counting(() => vikunja.writeOne(same));
  assert.equal(present(result).task.title, "full");
  assert.equal(requests, 1);
  const after = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  assert.equal(after["updated"], before["updated"]);
});

Deno.test("write() writes nothing where a value to be replaced has moved, and shows it", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  using vikunja = adapter(account);
  const written = await vikunja.writeOne(
    update(String(id), { title: "mine" }, { title: "what it was" }),
  );
  assert.equal(written.kind, "stale");
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  assert.equal(raw["title"], "task 0");
});

Deno.test("T2 write() keeps another writer's edit of another field made between its read and its write", async () => {
  await using account = await testAccount();
  const id = await fullTask(account);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = async ({ method, path }) => {
    if (method !== "PUT" || !path.endsWith("/tasks/bulk")) return pass;
    await account.call("PATCH", `/api/v2/tasks/${id}`, { description: "<p>theirs</p>" });
    return pass;
  };
  const written = present(
    await vikunja.writeOne(update(String(id), { title: "ours" }, { title: "full" })),
  );
  assert.deepEqual([written.task.title, written.task.notes], ["ours", "<p>theirs</p>"]);
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  assert.deepEqual([raw["title"], raw["description"]], ["ours", "<p>theirs</p>"]);
});

Deno.test("write() finds a task that was deleted between its read and its write, and says so", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = async ({ method, path }) => {
    if (method === "PUT" && path.endsWith("/tasks/bulk")) {
      await account.call("DELETE", `/api/v2/tasks/${id}`);
    }
    return pass;
  };
  const written = await vikunja.writeOne(update(String(id), { title: "x" }, { title: "task 0" }));
  assert.equal(written.kind === "stale" ? written.reading.kind : written.kind, "gone");
});

Deno.test("write() completes a repeating task once: a second attempt finds its date moved", async () => {
  await using account = await testAccount();
  const home = await project(account, "P");
  const [id] = await seed(account, home, 1, () => ({
    title: "weekly",
    due_date: "2031-01-01T00:00:00Z",
    repeat_after: 604_800,
  }));
  using vikunja = adapter(account);
  const complete = (mayHaveHappened: boolean) =>
    vikunja.writeOne(
      update(String(id), { done: true }, { done: false, doneAt: null }, { mayHaveHappened }),
    );
  const first = present(await complete(false));
  assert.deepEqual([first.task.done, first.task.dueAt], [false, "2031-01-08T00:00:00Z"]);
  assert.notEqual(first.task.doneAt, null);
  assert.equal((await complete(true)).kind, "stale");
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  assert.equal(Date.parse(String(raw["due_date"])), Date.parse("2031-01-08T00:00:00Z"));
});

Deno.test("write() deletes, and takes a task that is gone as deleted", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  using vikunja = adapter(account);
  for (const _ of [1, 2]) {
    const written = await vikunja.writeOne(write(String(id), { kind: "delete", seen: null }));
    assert.equal(written.kind === "written" ? written.reading.kind : written.kind, "gone");
  }
});

Deno.test("write() says that a project is archived, and writes the rest", async () => {
  await using account = await testAccount();
  const old = await project(account, "Old");
  const [id] = await seed(account, await project(account, "P"), 1);
  await account.call("PATCH", `/api/v2/projects/${old}`, { is_archived: true });
  using vikunja = adapter(account);
  const [made, moved, fine] = await vikunja.write([
    create({ project: ["Old"] }),
    update(String(id), { project: ["Old"] }),
    create({ project: ["P"] }),
  ], signal);
  assert.deepEqual([failure(made).code, failure(moved).code], ["ARCHIVED", "ARCHIVED"]);
  assert.deepEqual(present(fine).task.project, ["P"]);
});

Deno.test("write() does nothing more on a second call with one key", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const order = create({ title: "once" });
  const first = await vikunja.writeOne(order);
  const { result, requests } = await vikunja.counting(() => vikunja.writeOne(order));
  assert.deepEqual(result, first);
  assert.equal(requests, 0);
});

Deno.test("T10 write() does not complete a repeating task twice when the answer is cut off", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1, () => ({
    title: "weekly",
    due_date: "2031-01-01T00:00:00Z",
    repeat_after: 604_800,
  }));
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = ({ method }) => method === "PUT" ? { kind: "cut after" } : pass;
  const order = update(String(id), { done: true }, { done: false, doneAt: null });
  assert.equal(failure(await vikunja.writeOne(order)).retryable, true);
  proxy.fault = () => pass;
  const again = await vikunja.writeOne({ ...order, mayHaveHappened: true });
  assert.equal(again.kind, "stale");
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
  assert.equal(Date.parse(String(raw["due_date"])), Date.parse("2031-01-08T00:00:00Z"));
});
