import assert from "node:assert/strict";
import {
  adapter,
  create,
  failure,
  label,
  present,
  project,
  seed,
  signal,
  task,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

async function titles(account: TestAccount): Promise<readonly string[]> {
  const list = await account.call<{ items: { title: string }[] }>(
    "GET",
    "/api/v2/tasks?per_page=1000&sort_by=id",
  );
  return list.items.map(({ title }) => title);
}

Deno.test("write() makes 1000 tasks in 10 projects, half of them labelled, in at most 560 requests", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const writes = Array.from({ length: 1000 }, (_, index) =>
    create({
      title: `t${index}`,
      project: [`P${index % 10}`],
      labels: index % 2 === 0 ? [`l${(index / 2) % 20}`] : [],
    }));
  const written = await vikunja.write(writes, signal);
  for (const [index, outcome] of written.entries()) {
    assert.equal(present(outcome).task.title, `t${index}`);
    assert.deepEqual(present(outcome).task.labels, index % 2 === 0 ? [`l${(index / 2) % 20}`] : []);
  }
  assert.ok(vikunja.requests() <= 560, `${vikunja.requests()} requests`);
  const { readings } = await vikunja.everything();
  const byId = new Map(readings.map((reading) => [reading.id, reading]));
  for (const outcome of written) {
    const reading = byId.get(present(outcome).id);
    assert.deepEqual(present(outcome).task, reading?.kind === "present" ? reading.task : null);
    assert.deepEqual(present(outcome).extra, reading?.kind === "present" ? reading.extra : null);
  }
});

Deno.test("write() tells of a task that is made and labelled while others are yet to be made", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const writes = Array.from(
    { length: 600 },
    (_, index) => create({ title: `t${index}`, project: ["P"], labels: ["l"] }),
  );
  let isLastMade = false;
  const toldBefore: number[] = [];
  await vikunja.write(writes, signal, (index) => {
    isLastMade ||= vikunja.lines.filter(({ path }) => path.endsWith("/tasks/bulk")).length === 6;
    if (!isLastMade) toldBefore.push(index);
  });
  assert.ok(toldBefore.length > 0);
  assert.ok(toldBefore.every((index) => index < 500));
});

Deno.test("write() makes a task with all it has, missing projects parents first, in the default project without one", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account, { defaultProject: ["Home", "Lists"] });
  const blocker = present(await vikunja.writeOne(create({ title: "blocker" })));
  assert.deepEqual(blocker.task.project, ["Home", "Lists"]);
  const values = {
    title: "everything",
    notes: "<p>notes</p>",
    project: ["Work", "Garden", "Shed"],
    labels: ["a", "b c"],
    priority: 3,
    dueAt: "2031-01-01T10:00:00Z",
    scheduledAt: "2030-12-01T00:00:00Z",
    depends: [blocker.id],
  };
  const written = await vikunja.writeOne(write(null, {
    kind: "create",
    task: task(values),
    comments: [{ from: "e1", text: "one", writtenAt: null }, {
      from: "e2",
      text: "two",
      writtenAt: null,
    }],
    extra: null,
  }));
  const made = present(written);
  assert.deepEqual(made.task, task({ ...values, comments: made.task.comments }));
  assert.deepEqual(made.task.comments.map(({ text }) => text), ["one", "two"]);
  assert.deepEqual(
    written.kind === "written" ? written.comments : null,
    made.task.comments.map(({ id }, index) => ({ from: `e${index + 1}`, to: id })),
  );
  const [read] = await vikunja.read([made.id], signal);
  assert.deepEqual(made.task, read?.kind === "present" ? read.task : null);
});

Deno.test("write() makes a finished task finished when it was finished", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const done = { done: true, doneAt: "2020-02-03T04:05:06Z" };
  const [one, two] = await vikunja.write([create(done), create({ ...done, title: "two" })], signal);
  for (const made of [present(one), present(two)]) {
    assert.deepEqual([made.task.done, made.task.doneAt], [true, done.doneAt]);
  }
});

Deno.test("write() makes the others where one of many is refused", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const written = await vikunja.write(
    [create({ title: "good" }), create({ title: "" }), create({ title: "fine" })],
    signal,
  );
  assert.deepEqual(written.map(({ kind }) => kind), ["written", "failed", "written"]);
  assert.equal(failure(written[1]).code, "SERVER_REFUSED");
  assert.deepEqual(await titles(account), ["good", "fine"]);
});

Deno.test("write() makes a remembered project again when somebody has deleted it", async () => {
  await using account = await testAccount();
  const old = await project(account, "P");
  using vikunja = adapter(account);
  await vikunja.everything();
  await account.call("DELETE", `/api/v2/projects/${old}`);
  assert.deepEqual(present(await vikunja.writeOne(create({ project: ["P"] }))).task.project, ["P"]);
});

Deno.test("write() takes a project and a label that somebody made a moment ago, and makes no twin", async () => {
  await using account = await testAccount();
  let passedMs = 0;
  using vikunja = adapter(account, { now: () => new Date(Date.now() + passedMs) });
  await vikunja.identify(signal);
  present(await vikunja.writeOne(create({ project: ["A"], labels: ["a"] })));
  const theirs = [await project(account, "P"), await label(account, "l")];
  await vikunja.identify(signal);
  passedMs += 1_500;
  const { id } = present(await vikunja.writeOne(create({ project: ["P"], labels: ["l"] })));
  const raw = await account.call<{ project_id: number; labels: { id: number }[] }>(
    "GET",
    `/api/v2/tasks/${id}`,
  );
  assert.deepEqual([raw.project_id, ...raw.labels.map((each) => each.id)], theirs);
});

Deno.test("write() of a new task that somebody deletes before it has its labels: it is deleted, not failed", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  proxy.fault = async ({ path }) => {
    const labelled = /\/tasks\/(\d+)\/labels/.exec(path)?.[1];
    if (labelled !== undefined) await account.call("DELETE", `/api/v2/tasks/${labelled}`);
    return pass;
  };
  const outcome = await vikunja.writeOne(create({ labels: ["l"] }));
  assert.equal(outcome.kind, "written");
  assert.equal(outcome.kind === "written" && outcome.reading.kind, "gone");
});

Deno.test("write() tries nothing more once the server is away", async () => {
  await using account = await testAccount();
  await label(account, "l");
  await using proxy = await faultyProxy(account.url);
  // However long the reading takes here, the projects were read just now.
  const at = new Date();
  using vikunja = adapter({ ...account, url: proxy.url }, { now: () => at });
  await vikunja.everything();
  proxy.fault = () => ({ kind: "answer", status: 503, body: {} });
  const writes = Array.from({ length: 20 }, (_, index) => create({ project: [`P${index}`] }));
  const { result, requests } = await vikunja.counting(() => vikunja.write(writes, signal));
  assert.ok(result.every((outcome) => failure(outcome).retryable));
  assert.equal(requests, 1);
});

Deno.test("write() makes a deleted task again with all that only Vikunja had", async () => {
  await using account = await testAccount();
  const home = await project(account, "P");
  const [old] = await seed(account, home, 1, () => ({
    title: "again",
    end_date: "2031-03-05T00:00:00Z",
    percent_done: 0.5,
    hex_color: "abcdef",
    repeat_after: 3600,
    is_favorite: true,
    reminders: [{ reminder: "2031-03-04T04:00:00Z" }],
    assignees: [{ id: account.userId }],
  }));
  using vikunja = adapter(account);
  const [before] = await vikunja.read([String(old)], signal);
  if (before?.kind !== "present") throw new Error("not there");
  await vikunja.writeOne(write(before.id, { kind: "delete", seen: null }));
  const push = { kind: "create", task: before.task, comments: [], extra: before.extra } as const;
  const made = present(await vikunja.writeOne(write(null, push)));
  assert.deepEqual([made.task, made.extra], [before.task, before.extra]);
  const extra = { ...before.extra, assignees: [account.userId, 999_999_999] };
  const less = await vikunja.writeOne(write(null, { ...push, extra }));
  assert.deepEqual(present(less).task.assignees, []);
  assert.equal(less.kind === "written" ? less.leftOut.length : null, 1);
});
