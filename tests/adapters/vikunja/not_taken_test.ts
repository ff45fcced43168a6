import assert from "node:assert/strict";
import { obstacleAt } from "@/domain/obstacle.ts";
import type { Written } from "@/ports/replica.ts";
import {
  adapter,
  create,
  failure,
  present,
  project,
  seed,
  signal,
  task,
  update,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { allPermissions, type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

const refusal = {
  kind: "answer",
  status: 400,
  body: { code: 8099, message: "This is refused." },
} as const;

/** What an update that asks for one of each part comes to where one kind of request is refused. */
async function withRefused(account: TestAccount, which: RegExp) {
  const [id, other] = (await seed(account, await project(account, "P"), 2)).map(String);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ method, path }) =>
    method !== "GET" && which.test(path) && !path.includes("/bulk") ? refusal : pass;
  using vikunja = adapter({ ...account, url: proxy.url });
  return await vikunja.writeOne(update(id ?? "", {
    title: "changed",
    labels: { add: ["new"], remove: [] },
    depends: { add: [other ?? ""], remove: [] },
    comments: { add: [{ from: "e", text: "said", writtenAt: null }], edit: [], remove: [] },
  }));
}

function asTaken(written: Written) {
  const { title, labels, depends, comments } = present(written).task;
  return [title, labels.length, depends.length, comments.length];
}

const kinds = [
  ["label", /\/labels$/, ["changed", 0, 1, 1]],
  ["dependency", /\/relations/, ["changed", 1, 0, 1]],
  ["comment", /\/comments/, ["changed", 1, 1, 0]],
] as const;
for (const [kind, which, taken] of kinds) {
  Deno.test(`N8: write() of an update leaves out a ${kind} that is refused and takes all the rest`, async () => {
    await using account = await testAccount();
    const written = await withRefused(account, which);
    assert.deepEqual(asTaken(written), taken);
    assert.ok(written.kind === "written");
    assert.match(written.leftOut.join(), new RegExp(`^${kind} .*This is refused`));
    assert.equal(Object.keys(written.lacks ?? {}).length, 1);
    assert.equal(written.undone, undefined);
  });
}

Deno.test("N8: write() of two labels takes the one that is not refused", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ method, path, body }) =>
    method === "POST" && path.endsWith("/labels") && body.includes("bad") ? refusal : pass;
  using vikunja = adapter({ ...account, url: proxy.url });
  const written = await vikunja.writeOne(create({ title: "t", labels: ["bad", "good"] }));
  assert.deepEqual(present(written).task.labels, ["good"]);
  assert.deepEqual(written.kind === "written" ? written.lacks : null, {
    labels: { add: ["bad"], remove: [] },
  });
});

Deno.test("N8: write() of an update whose notes are refused writes all its other fields and its comment", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ method, path, body }) =>
    method !== "GET" && path.includes("/bulk") && body.includes("description") ? refusal : pass;
  using vikunja = adapter({ ...account, url: proxy.url });
  const written = await vikunja.writeOne(update(String(id), {
    title: "x",
    notes: "<p>refused</p>",
    dueAt: "2031-01-01T00:00:00Z",
    comments: { add: [{ from: "e", text: "said", writtenAt: null }], edit: [], remove: [] },
  }));
  const { title, notes, dueAt, comments } = present(written).task;
  assert.deepEqual([title, notes, dueAt, comments.length], ["x", "", "2031-01-01T00:00:00Z", 1]);
  assert.ok(written.kind === "written");
  assert.deepEqual(written.lacks, { notes: "<p>refused</p>" });
  assert.match(written.leftOut.join(), /^notes: .*This is refused/);
  const [read] = await vikunja.read([String(id)], signal);
  assert.deepEqual(read?.kind === "present" ? read.task : null, present(written).task);
});

Deno.test("N8: write() of an update that is refused as a whole says so, as it did", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ path }) => path.includes("/bulk") ? refusal : pass;
  using vikunja = adapter({ ...account, url: proxy.url });
  const written = await vikunja.writeOne(update(String(id), { title: "x" }));
  assert.equal(failure(written).code, "SERVER_REFUSED");
});

Deno.test("N8: write() of a move into a project that cannot be made writes the title all the same", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/projects") ? refusal : pass;
  using vikunja = adapter({ ...account, url: proxy.url });
  const written = await vikunja.writeOne(update(String(id), { title: "x", project: ["New"] }));
  assert.deepEqual([present(written).task.title, present(written).task.project], ["x", ["P"]]);
  assert.deepEqual(written.kind === "written" ? written.lacks : null, { project: ["New"] });
});

Deno.test("N20: write() makes a task without what the token may not do, and asks for each kind once", async () => {
  await using account = await testAccount();
  const { tasks_labels: _, tasks_comments: __, ...rest } = allPermissions;
  const token = await account.tokenWith({ ...rest, tasks_comments: ["read_all"] });
  using vikunja = adapter({ ...account, token });
  const comments = ["a", "b", "c"].map((from) => ({ from, text: from, writtenAt: null }));
  const written = await vikunja.writeOne(write(null, {
    kind: "create",
    task: task({ title: "t", labels: ["l"] }),
    comments,
    extra: null,
  }));
  assert.equal(present(written).task.title, "t");
  assert.deepEqual(written.kind === "written" ? written.undone : null, {
    labels: { add: ["l"], remove: [] },
    comments: { add: comments, edit: [], remove: [] },
  });
  const asked = vikunja.lines.filter(({ method, path }) =>
    method === "POST" && path.endsWith("/comments")
  );
  assert.equal(asked.length, 1);
  const { id } = present(written);
  const again = await vikunja.writeOne(update(id, {
    labels: { add: ["l"], remove: [] },
    comments: { add: comments, edit: [], remove: [] },
  }));
  assert.equal(failure(again).code, "AUTH");
  assert.match(failure(again).message, /«tasks_labels: create».*«tasks_comments: create»/);
});

Deno.test("N20: what is refused and what is not allowed in one change wait together, and do not turn for ever", async () => {
  await using account = await testAccount();
  const { tasks_comments: _, ...rest } = allPermissions;
  const token = await account.tokenWith({ ...rest, tasks_comments: ["read_all"] });
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ method, path, body }) =>
    method === "POST" && path.endsWith("/v2/labels") && body.includes("bad") ? refusal : pass;
  using vikunja = adapter({ ...account, token, url: proxy.url });
  const comments = [{ from: "e", text: "said", writtenAt: null }];
  const made = await vikunja.writeOne(write(null, {
    kind: "create",
    task: task({ title: "t", labels: ["bad"] }),
    comments,
    extra: null,
  }));
  assert.ok(made.kind === "written");
  const asked = {
    labels: { add: ["bad"], remove: [] },
    comments: { add: comments, edit: [], remove: [] },
  };
  assert.deepEqual([made.lacks, made.undone], [{ labels: asked.labels }, {
    comments: asked.comments,
  }]);
  const again = await vikunja.writeOne(update(present(made).id, asked));
  assert.equal(failure(again).code, "AUTH");
});

Deno.test("N20: a token that is replaced at its source by one that may do more is taken without a restart", async () => {
  await using account = await testAccount();
  const { tasks_labels: _, ...rest } = allPermissions;
  let source = await account.tokenWith(rest);
  let passedMs = 0;
  using vikunja = adapter(account, {
    token: () => Promise.resolve(source),
    now: () => new Date(Date.now() + passedMs),
  });
  const written = await vikunja.writeOne(create({ title: "t", labels: ["l"] }));
  const { id } = present(written);
  source = account.token;
  passedMs = 10_000;
  const again = await vikunja.writeOne(update(id, { labels: { add: ["l"], remove: [] } }));
  assert.deepEqual(present(again).task.labels, ["l"]);
});

Deno.test("N20: many tasks that wait for one permission cost one request for it", async () => {
  await using account = await testAccount();
  const { tasks_labels: _, ...rest } = allPermissions;
  const token = await account.tokenWith(rest);
  const ids = (await seed(account, await project(account, "P"), 5)).map(String);
  using vikunja = adapter({ ...account, token });
  const outcomes = await vikunja.write(
    ids.map((id, n) => update(id, { labels: { add: [`l${n}`], remove: [] } })),
    signal,
  );
  for (const outcome of outcomes) {
    assert.match(failure(outcome).message, /«tasks_labels: create»/);
  }
  const asked = vikunja.lines.filter(({ path }) => /\/tasks\/\d+\/labels$/.test(path));
  assert.ok(asked.length <= 4, `${asked.length} at once at most`);
});

Deno.test("R13: write() finds out that a project may only be read any more, and says so of its tasks", async () => {
  await using account = await testAccount();
  const owner = await account.stranger();
  const shared = await project(owner, "Shared");
  await owner.call("PUT", `/api/v1/projects/${shared}/users`, {
    username: account.username,
    permission: 1,
  });
  const [first, second, third] = (await seed(owner, shared, 3)).map(String);
  let passedMs = 0;
  using vikunja = adapter(account, { now: () => new Date(Date.now() + passedMs) });
  await vikunja.everything();
  assert.equal(obstacleAt(vikunja.obstacles(), ["Shared", "sub"]), null);
  await owner.call("POST", `/api/v1/projects/${shared}/users/${account.username}`, {
    permission: 0,
  });
  passedMs = 5_000;
  const [seen] = await vikunja.read([third ?? ""], signal);
  const outcomes = await vikunja.write([
    update(first ?? "", { title: "x" }),
    update(second ?? "", { labels: { add: ["l"], remove: [] } }),
    write(third ?? "", {
      kind: "delete",
      seen: seen?.kind === "present" ? seen.task : null,
    }),
    create({ title: "new", project: ["Shared"] }),
  ], signal);
  const [made] = outcomes.slice(-1);
  for (const outcome of outcomes.slice(0, 3)) {
    assert.ok(outcome.kind === "stale" && outcome.reading.kind === "present", outcome.kind);
    assert.match(outcome.reading.readOnly ?? "", /«Shared» is shared with you for reading only/);
  }
  assert.equal(failure(made).code, "FORBIDDEN");
  assert.match(obstacleAt(vikunja.obstacles(), ["Shared", "sub"]) ?? "", /reading only/);
  assert.equal(obstacleAt(vikunja.obstacles(), ["Mine"]), null);
});

Deno.test("R13: changes() says of a task in a project shared for reading that it may not be written, and of others nothing", async () => {
  await using account = await testAccount();
  const owner = await account.stranger();
  const shared = await project(owner, "Shared");
  await owner.call("PUT", `/api/v1/projects/${shared}/users`, {
    username: account.username,
    permission: 0,
  });
  await seed(owner, await project(owner, "Child", shared), 1);
  await seed(account, await project(account, "Mine"), 1);
  using vikunja = adapter(account);
  const { readings } = await vikunja.everything();
  const told = readings.map((reading) =>
    reading.kind === "present" ? [reading.task.project.join("/"), reading.readOnly ?? ""] : []
  );
  assert.deepEqual(told.toSorted(), [
    ["Mine", ""],
    [
      "Shared/Child",
      "the project «Shared / Child» is shared with you for reading only; its owner can give you the right to write",
    ],
  ]);
});
