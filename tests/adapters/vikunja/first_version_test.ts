import assert from "node:assert/strict";
import {
  adapter,
  create,
  failure,
  memoryFacts,
  present,
  signal,
  update,
  write,
} from "@tests/adapters/vikunja/support.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

/** A server without `/api/v2`, as those before 2.4 are. */
async function oldServer(as: SandboxVersion = "2.3") {
  const account = await testAccount(as);
  return {
    account,
    url: account.url,
    token: account.token,
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

async function projectOf(account: TestAccount): Promise<number> {
  return (await account.call<{ id: number }>("PUT", "/api/v1/projects", { title: "P" })).id;
}

async function seed(account: TestAccount, count: number): Promise<readonly number[]> {
  const projectId = await projectOf(account);
  const ids: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = `/api/v1/projects/${projectId}/tasks`;
    const { id } = await account.call<{ id: number }>("PUT", at, { title: `task ${index}` });
    ids.push(id);
  }
  return ids;
}

/** As somebody else does it: the fields named, and no others. */
async function change(
  account: TestAccount,
  ids: readonly (number | string | undefined)[],
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const fields = Object.keys(values);
  await account.call("POST", "/api/v1/tasks/bulk", { task_ids: ids.map(Number), fields, values });
}

for (const count of [0, 1, 50, 51, 101]) {
  Deno.test(`T12 changes() sees all of ${count} tasks on a server without v2`, async () => {
    await using server = await oldServer();
    await seed(server.account, count);
    using vikunja = adapter(server);
    assert.equal((await vikunja.everything()).readings.length, count);
  });
}

Deno.test("changes() is two requests when nothing changed, finds edits and deletions, without v2", async () => {
  await using server = await oldServer();
  const { account } = server;
  const ids = await seed(account, 60);
  const facts = memoryFacts();
  using vikunja = adapter(server, { facts });
  await vikunja.everything();
  const ask = async (knownCount: number) => {
    const cursor = vikunja.cursor();
    return await vikunja.counting(() =>
      vikunja.changes({ cursor, full: false, knownCount }, signal)
    );
  };
  const nothing = await ask(60);
  assert.equal(nothing.result.complete, false);
  // All 60 are newer than the window: two pages of 50, and the count.
  assert.ok(nothing.requests <= 4, `${nothing.requests}`);
  await change(account, [ids[3]], { title: "changed" });
  const edited = (await ask(60)).result.readings.find(({ id }) => id === String(ids[3]));
  assert.equal(edited?.kind === "present" ? edited.task.title : null, "changed");
  await account.call("DELETE", `/api/v1/tasks/${ids[5]}`);
  assert.equal((await ask(60)).result.complete, true);
});

Deno.test("write() creates, updates, labels, comments, relates and deletes without v2, and keeps the rest", async () => {
  await using server = await oldServer();
  const { account } = server;
  using vikunja = adapter(server);
  const made = await vikunja.write(
    [create({ title: "a", project: ["X", "Y"], labels: ["l"] }), create({ title: "b" })],
    signal,
  );
  const [a, b] = made.map((outcome) => present(outcome).id);
  assert.deepEqual(present(made[0]).task.project, ["X", "Y"]);
  await account.call("POST", "/api/v1/tasks/bulk", {
    task_ids: [Number(a)],
    fields: ["percent_done"],
    values: {
      percent_done: 0.5,
      is_favorite: true,
      reminders: [{ reminder: "2031-03-04T04:00:00Z" }],
    },
  });
  const before = await account.call("GET", `/api/v1/tasks/${a}`);
  const changed = await vikunja.writeOne(update(a ?? "", {
    title: "new",
    labels: { add: ["m"], remove: ["l"] },
    depends: { add: [b ?? ""], remove: [] },
    comments: { add: [{ from: "e", text: "hello", writtenAt: null }], edit: [], remove: [] },
  }, { title: "a" }));
  const [read] = await vikunja.read([a ?? ""], signal);
  assert.deepEqual(present(changed).task, read?.kind === "present" ? read.task : null);
  const after = await account.call("GET", `/api/v1/tasks/${a}`);
  for (const name of ["percent_done", "is_favorite", "reminders", "project_id", "description"]) {
    assert.deepEqual(after[name], before[name], name);
  }
  const id = present(changed).task.comments[0]?.id ?? "";
  const edited = await vikunja.writeOne(
    update(a ?? "", { comments: { add: [], edit: [{ id, text: "edited" }], remove: [] } }),
  );
  assert.equal(present(edited).task.comments[0]?.text, "edited");
  await vikunja.writeOne(write(a ?? "", { kind: "delete", seen: null }));
  assert.equal((await vikunja.read([a ?? ""], signal))[0]?.kind, "gone");
});

Deno.test("T10 write() adopts what it made before, without v2", async () => {
  await using server = await oldServer();
  using vikunja = adapter(server);
  const order = create({ title: "once" });
  const made = present(await vikunja.writeOne(order));
  using restarted = adapter(server);
  const again = present(await restarted.writeOne({ ...order, mayHaveHappened: true }));
  assert.equal(again.id, made.id);
});

Deno.test("T8 write() names the permission of the calls of a server without v2", async () => {
  await using server = await oldServer();
  const token = await server.account.tokenWith({
    tasks: ["read_all", "read_one"],
    projects: ["read_all"],
  });
  using vikunja = adapter({ ...server, token });
  await vikunja.everything();
  assert.match(failure(await vikunja.writeOne(create())).message, /«tasks: create»/);
});
