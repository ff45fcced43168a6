import assert from "node:assert/strict";
import type { Raw } from "@tests/adapters/vikunja/full_task.ts";
import {
  adapter,
  failure,
  memoryFacts,
  present,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy } from "@tests/support/faulty_proxy.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

const unknown = `tk_${"0".repeat(40)}`;

async function made(account: TestAccount, title: string) {
  const { id: projectId } = await account.call<{ id: number }>("PUT", "/api/v1/projects", {
    title: `P ${title}`,
  });
  const at = `/api/v1/projects/${projectId}/tasks`;
  return { projectId, ...await account.call<{ id: number }>("PUT", at, { title }) };
}

for (const as of ["1.1", "2.3", "2.4"] as const) {
  Deno.test(`V4: a refusal without a number is the server's own where it gives none: withdrawn, gone, read-only (${as})`, async () => {
    await using account = await testAccount(as);
    const other = await account.stranger();
    const foreign = await made(other, "foreign");
    const shared = await made(other, "shared");
    await other.call("PUT", `/api/v1/projects/${shared.projectId}/users`, {
      username: account.username,
      permission: 0,
    });
    using vikunja = adapter(account);
    await vikunja.everything();
    const ids = [foreign.id, shared.id, 999_999].map(String);
    const readings = await vikunja.read(ids, signal);
    assert.deepEqual(readings.map(({ kind }) => kind), ["withdrawn", "present", "gone"]);
    const comments = { add: [{ from: "e", text: "x", writtenAt: null }], edit: [], remove: [] };
    const refused = await vikunja.writeOne(update(String(shared.id), { title: "x", comments }));
    assert.notEqual(refused.kind, "written");
    const stored = await other.call<Raw>("GET", `/api/v1/tasks/${shared.id}`);
    assert.equal(stored["title"], "shared");
  });

  Deno.test(`V4: «Forbidden» of something in front of a server that numbers its own is no refusal (${as})`, async () => {
    await using account = await testAccount(as);
    const { id } = await made(account, "mine");
    await using proxy = await faultyProxy(account.url);
    using vikunja = adapter({ ...account, url: proxy.url }, { wait: () => Promise.resolve() });
    await vikunja.everything();
    proxy.fault = ({ method }) =>
      method === "GET"
        ? { kind: "pass" }
        : { kind: "answer", status: 403, body: { message: "Forbidden" } };
    const error = failure(await vikunja.writeOne(update(String(id), { title: "x" })));
    assert.equal(error.retryable, as === "2.4", error.code);
  });

  Deno.test(`V4: a token that was replaced at its source is taken, and one that lacks something is told from it (${as})`, async () => {
    await using account = await testAccount(as);
    using replaced = adapter(account, {
      token: (which) => Promise.resolve(which === "again" ? account.token : unknown),
    });
    assert.equal((await replaced.everything()).complete, true);
    using gone = adapter(account, { token: () => Promise.resolve(unknown) });
    await assert.rejects(gone.everything(), { code: "AUTH", message: /revoked, expired, or/ });
    const { id } = await made(account, "t");
    const token = await account.tokenWith({
      projects: ["read_all"],
      tasks: ["read_all", "read_one"],
    });
    using limited = adapter(account, { token: () => Promise.resolve(token) });
    const error = failure(await limited.writeOne(update(String(id), { title: "x" })));
    const bulk = as === "1.1" ? "bulk" : "update_bulk";
    assert.match(error.message, new RegExp(`lacks the permission «tasks: ${bulk}»`));
  });

  Deno.test(`V2: a label that somebody else takes off shows in a process that goes on, within five minutes (${as})`, async () => {
    await using account = await testAccount(as);
    const { id } = await made(account, "t");
    const { id: label_id } = await account.call<{ id: number }>("PUT", "/api/v1/labels", {
      title: "l",
    });
    await account.call("PUT", `/api/v1/tasks/${id}/labels`, { label_id });
    let aheadMs = 0;
    const now = () => new Date(Date.now() + aheadMs);
    using vikunja = adapter(account, { facts: memoryFacts(), now });
    await vikunja.everything();
    await account.call("DELETE", `/api/v1/tasks/${id}/labels/${label_id}`);
    aheadMs += 5 * 60_000;
    const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
    const [reading] = (await vikunja.changes(request, signal)).readings;
    assert.deepEqual(reading?.kind === "present" ? reading.task.labels : null, []);
    present(await vikunja.writeOne(update(String(id), { title: "still there" })));
  });
}
