import assert from "node:assert/strict";
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
import { allPermissions, testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("T3 write() loses and doubles nothing on a server that answers 500 to every overlapping write", async () => {
  await using account = await testAccount();
  const home = await project(account, "P");
  const ids = await seed(account, home, 100);
  await using proxy = await faultyProxy(account.url);
  let writing = 0;
  let refused = 0;
  let least = Infinity;
  using vikunja = adapter({ ...account, url: proxy.url }, { jobs: 8 });
  proxy.fault = ({ method, path }) => {
    if (path.includes("/info")) {
      const body = { version: "v2.5.0", max_items_per_page: 50, concurrent_writes: true };
      return { kind: "answer", status: 200, body };
    }
    if (method === "GET") return pass;
    least = Math.min(least, vikunja.limits().writes);
    if (writing > 0) {
      refused += 1;
      return { kind: "answer", status: 500, body: { message: "Internal Server Error" } };
    }
    writing += 1;
    return {
      kind: "pass",
      late: () => {
        writing -= 1;
        return Promise.resolve();
      },
    };
  };
  await vikunja.identify(signal);
  const before = vikunja.limits().writes;
  const updates = ids.map((id, index) =>
    update(String(id), { title: `new ${index}` }, { title: `task ${index}` })
  );
  const creates = Array.from(
    { length: 100 },
    (_, index) => create({ title: `c${index}`, project: [`Q${index}`] }),
  );
  const written = await vikunja.write([...updates, ...creates], signal);
  for (const outcome of written) present(outcome);
  assert.ok(refused > 0);
  assert.deepEqual([before, vikunja.version()], [8, "v2.5.0"]);
  // It may have grown again by the end.
  assert.ok(least < before, `limit ${least}`);
  assert.ok(proxy.mostWritesAtOnce <= before);
  const { readings } = await vikunja.everything();
  const titles = readings.map((each) => each.kind === "present" ? each.task.title : "");
  const wanted = [...updates.keys()].map((i) => `new ${i}`).concat(
    creates.map((_, i) => `c${i}`),
  );
  assert.deepEqual(titles.toSorted(), wanted.toSorted());
});

Deno.test("T3 write() sends one write at a time where the server says that it takes no more", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, { jobs: 8 });
  await vikunja.identify(signal);
  const writes = Array.from({ length: 30 }, (_, index) => create({ project: [`P${index % 3}`] }));
  for (const outcome of await vikunja.write(writes, signal)) present(outcome);
  assert.equal(vikunja.limits().writes, 1);
  assert.equal(proxy.mostWritesAtOnce, 1);
});

/** What a token lacks, what then does not work, and the permission that the error must name. */
const scopes = [
  { group: "projects", action: "create", order: () => create({ project: ["New"] }) },
  { group: "labels", action: "create", order: () => create({ labels: ["new"] }) },
  { group: "labels", action: "read_all", order: () => create({ labels: ["new"] }) },
  { group: "tasks_labels", action: "create", order: () => create({ labels: ["new"] }) },
  {
    group: "tasks",
    action: "update_bulk",
    order: (id: string) => update(id, { title: "x" }),
  },
  {
    group: "tasks",
    action: "delete",
    order: (id: string) => write(id, { kind: "delete", seen: null }),
  },
  {
    group: "tasks_comments",
    action: "create",
    order: (id: string) =>
      update(id, {
        comments: { add: [{ from: "e", text: "x", writtenAt: null }], edit: [], remove: [] },
      }),
  },
  {
    group: "tasks_relations",
    action: "create",
    order: (id: string, other: string) => update(id, { depends: { add: [other], remove: [] } }),
  },
] as const;

for (const { group, action, order } of scopes) {
  Deno.test(`T8 write() with a token without «${group}: ${action}» names it, and the rest goes on`, async () => {
    await using account = await testAccount();
    const [id, other] = (await seed(account, await project(account, "P"), 2)).map(String);
    const kept = (allPermissions[group] ?? []).filter((each) => each !== action);
    const token = await account.tokenWith({ ...allPermissions, [group]: kept });
    using vikunja = adapter({ ...account, token });
    const [refused, fine] = await vikunja.write(
      [order(id ?? "", other ?? ""), create({ title: "fine", project: ["P"] })],
      signal,
    );
    assert.equal(present(fine).task.title, "fine");
    if (refused?.kind === "written") {
      // The task is there and must be linked; what it lacks waits for a push of its own.
      assert.deepEqual(refused.undone, { labels: { add: ["new"], remove: [] } });
      assert.deepEqual([refused.leftOut, refused.lacks], [[], undefined]);
      return;
    }
    assert.equal(failure(refused).code, "AUTH");
    assert.match(
      failure(refused).message,
      new RegExp(`lacks the permission «${group}: ${action}»`),
    );
    assert.equal(failure(refused).retryable, false);
  });
}

Deno.test("T8 write() creates one by one with a token without «tasks: create_bulk»", async () => {
  await using account = await testAccount();
  const tasks = (allPermissions["tasks"] ?? []).filter((each) => each !== "create_bulk");
  const token = await account.tokenWith({ ...allPermissions, tasks });
  using vikunja = adapter({ ...account, token });
  for (const made of await vikunja.write([create(), create()], signal)) present(made);
});

for (
  const [group, action, work] of [
    ["projects", "read_all", "identify"],
    ["tasks", "read_all", "changes"],
    ["tasks", "read_one", "read"],
  ] as const
) {
  Deno.test(`T8 ${work}() with a token without «${group}: ${action}» names it`, async () => {
    await using account = await testAccount();
    const kept = (allPermissions[group] ?? []).filter((each) => each !== action);
    const token = await account.tokenWith({ ...allPermissions, [group]: kept });
    using vikunja = adapter({ ...account, token });
    const call = {
      identify: () => vikunja.identify(signal),
      changes: () => vikunja.everything(),
      read: () => vikunja.read(["1"], signal),
    }[work];
    await assert.rejects(call(), {
      code: "AUTH",
      message: new RegExp(`lacks.*«${group}: ${action}»`),
    });
  });
}

Deno.test("T8 identify() with a token that the server does not know says what a token needs, never the token", async () => {
  await using account = await testAccount();
  const token = "tk_0123456789abcdef0123456789abcdef01234567";
  using vikunja = adapter({ ...account, token });
  await assert.rejects(vikunja.identify(signal), (error: Error & { hint?: string }) => {
    assert.match(error.message, /revoked, expired, or without the permission «projects: read_all»/);
    assert.match(error.hint ?? "", /API token/);
    assert.doesNotMatch(Deno.inspect(error), /tk_0123/);
    return true;
  });
  assert.doesNotMatch(JSON.stringify(vikunja.lines), /tk_0123/);
});
