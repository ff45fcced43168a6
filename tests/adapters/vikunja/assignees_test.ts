import assert from "node:assert/strict";
import { namesake } from "@/adapters/vikunja/people.ts";
import type { SetPatch } from "@/domain/push.ts";
import {
  adapter,
  present,
  project,
  seed,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy } from "@tests/support/faulty_proxy.ts";
import { allPermissions, type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

async function sharedTask(account: TestAccount) {
  const home = await project(account, "P");
  const [id] = await seed(account, home, 1);
  const other = await account.stranger();
  await account.call("POST", `/api/v2/projects/${home}/users`, {
    username: other.username,
    permission: 1,
  });
  const at = `/api/v2/tasks/${id}/assignees`;
  await account.call("POST", at, { user_id: other.userId });
  return { id: String(id), other, at };
}

function assignment(id: string, change: Partial<SetPatch>, mayHaveHappened = false) {
  const patch = { assignment: { add: [], remove: [], ...change } };
  return update(id, patch, {}, { mayHaveHappened });
}

for (const version of [1, 2]) {
  Deno.test(`write() adds the account itself as an assignee and takes it away, others stay (v${version})`, async () => {
    await using account = await testAccount();
    const { id, other } = await sharedTask(account);
    await using proxy = await faultyProxy(account.url);
    proxy.fault = ({ path }) =>
      version === 1 && path.startsWith("/api/v2")
        ? { kind: "answer", status: 404, body: { message: "Not Found" } }
        : { kind: "pass" };
    using vikunja = adapter({ url: proxy.url, token: account.token });
    const me = await vikunja.assigneeFor("agent-1", ["P"], signal);
    assert.equal(me, account.username);
    const added = present(await vikunja.writeOne(assignment(id, { add: [me] })));
    assert.deepEqual(added.task.assignees, [me, other.username].toSorted());
    const [read] = await vikunja.read([id], signal);
    assert.deepEqual(read?.kind === "present" && read.task, added.task);
    const removed = present(await vikunja.writeOne(assignment(id, { remove: [me] })));
    assert.deepEqual(removed.task.assignees, [other.username]);
    const again = await vikunja.counting(() => vikunja.writeOne(assignment(id, { remove: [me] })));
    assert.deepEqual(present(again.result).task.assignees, [other.username]);
    assert.equal(again.requests, 1);
  });
}

Deno.test("write() says that an assignee who is there already is not its doing, unless it may be", async () => {
  await using account = await testAccount();
  const { id, at } = await sharedTask(account);
  await account.call("POST", at, { user_id: account.userId });
  using vikunja = adapter(account);
  const add = [account.username];
  const lacksOf = async (mayHaveHappened: boolean) => {
    const written = await vikunja.writeOne(assignment(id, { add }, mayHaveHappened));
    assert.deepEqual(written.kind === "written" && written.leftOut, []);
    return written.kind === "written" ? written.lacks : null;
  };
  assert.deepEqual(await lacksOf(false), { assignment: { add, remove: [] } });
  assert.equal(await lacksOf(true), undefined);
});

Deno.test("write() leaves out an assignee that the token may not add or take away, and names the permission", async () => {
  await using account = await testAccount();
  const { id, at } = await sharedTask(account);
  const { tasks_assignees: _, ...rest } = allPermissions;
  using vikunja = adapter({ url: account.url, token: await account.tokenWith(rest) });
  const me = await vikunja.assigneeFor("agent-1", ["P"], signal);
  assert.equal(me, account.username);
  const add = { ...assignment(id, { add: [me] }) };
  const change = update(id, { assignment: { add: [me], remove: [] }, title: "renamed" });
  const written = await vikunja.writeOne({ ...add, push: change.push });
  assert.equal(present(written).task.title, "renamed");
  assert.deepEqual(written.kind === "written" && written.leftOut, [
    `assignee ${me}: Cannot assign task ${id}: the token lacks the permission «tasks_assignees: create»`,
  ]);
  await account.call("POST", at, { user_id: account.userId });
  const kept = await vikunja.writeOne(assignment(id, { remove: [me] }));
  assert.deepEqual(kept.kind === "written" && kept.lacks, {
    assignment: { add: [], remove: [me] },
  });
  assert.match(JSON.stringify(kept), /tasks_assignees: delete/);
});

Deno.test("write() leaves out an assignee whom it does not know", async () => {
  await using account = await testAccount();
  const { id } = await sharedTask(account);
  using vikunja = adapter(account);
  const written = await vikunja.writeOne(assignment(id, { add: ["nobody"] }));
  assert.match(JSON.stringify(written), /no user nobody who may see it is known/);
  assert.equal(present(written).task.assignees.length, 1);
});

Deno.test("assigneeFor() names whoever may see the project and gave the agent its name, else the account itself", async () => {
  await using account = await testAccount();
  const { id, other } = await sharedTask(account);
  const stranger = await account.stranger();
  const projects = [...allPermissions["projects"] ?? [], "projectusers"];
  const seeing = {
    url: account.url,
    token: await account.tokenWith({ ...allPermissions, projects }),
  };
  using vikunja = adapter(seeing);
  const named = (agent: string, path = ["P"]) => vikunja.assigneeFor(agent, path, signal);
  assert.equal(await named(`${other.username}-host-42`), other.username);
  assert.equal(await named(other.username), other.username);
  assert.equal(await named(`${other.username}x`), account.username);
  assert.equal(await named(stranger.username), account.username);
  assert.equal(await named(other.username, ["no such project"]), account.username);
  const { requests } = await vikunja.counting(() => named(other.username));
  assert.equal(requests, 0);

  using blind = adapter(account);
  assert.equal(
    await blind.assigneeFor(other.username, ["P"], signal),
    account.username,
    "without the permission",
  );
  using later = adapter(seeing);
  await account.call("DELETE", `/api/v2/tasks/${id}/assignees/${other.userId}`);
  const added = present(await later.writeOne(assignment(id, { add: [other.username] })));
  assert.deepEqual(added.task.assignees, [other.username]);
});

Deno.test("namesake() is the longest name that fits", () => {
  assert.equal(namesake("ann-marie-host-1", ["ann", "ann-marie", "bob"]), "ann-marie");
  assert.equal(namesake("anna", ["ann"]), null);
});
