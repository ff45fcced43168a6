import assert from "node:assert/strict";
import fc from "fast-check";
import type { Expected, Patch } from "@/domain/push.ts";
import {
  adapter,
  create,
  failure,
  label,
  present,
  project,
  seed,
  signal,
  update,
  write,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

type Raw = Record<string, unknown>;

/** A task with every field set that Vikunja has; its id. */
async function fullTask(account: TestAccount): Promise<number> {
  const home = await project(account, `Home ${crypto.randomUUID()}`);
  const [blocker, sub] = await seed(account, home, 2);
  const made = await account.call<{ id: number }>("POST", `/api/v2/projects/${home}/tasks`, {
    title: "full",
    description: "<p>text</p>",
    due_date: "2031-03-04T05:06:07Z",
    start_date: "2031-03-01T00:00:00Z",
    end_date: "2031-03-05T00:00:00Z",
    priority: 4,
    percent_done: 0.5,
    repeat_after: 86_400,
    hex_color: "abcdef",
    is_favorite: true,
    reminders: [
      { reminder: "2031-03-04T04:00:00Z" },
      { relative_period: -3600, relative_to: "end_date" },
    ],
    assignees: [{ id: account.userId }],
  });
  const at = `/api/v2/tasks/${made.id}`;
  for (const title of ["one", "two"]) {
    await account.call("POST", `${at}/labels`, { label_id: await label(account, title) });
  }
  await account.cover(made.id);
  await account.call("POST", `${at}/comments`, { comment: "first" });
  await account.call("POST", `${at}/relations`, {
    other_task_id: blocker,
    relation_kind: "blocked",
  });
  await account.call("POST", `${at}/relations`, { other_task_id: sub, relation_kind: "subtask" });
  return made.id;
}

async function snapshot(account: TestAccount, id: number): Promise<Raw> {
  const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}?expand=comments`);
  const { updated: _, related_tasks, ...kept } = raw;
  const related = Object.entries(related_tasks as Record<string, Raw[]>)
    .map(([kind, tasks]) => [kind, tasks.map((task) => task["id"])]);
  return { ...kept, related_tasks: Object.fromEntries(related) };
}

/** One change, and the names of the raw fields it may touch. */
interface Change {
  readonly patch: Patch;
  readonly expected: Expected;
  readonly touches: readonly string[];
}

const instants = fc.integer({ min: 1_900_000_000, max: 2_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
const words = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .map((text) => `x${text.replace(/\s/g, " ")}y`);

const changes: fc.Arbitrary<Change> = fc.oneof(
  words.map((title) => ({ patch: { title }, expected: { title: "full" }, touches: ["title"] })),
  words.map((text) => ({
    patch: { notes: `<p>${text.replace(/[<>&]/g, "")}</p>` },
    expected: { notes: "<p>text</p>" },
    touches: ["description"],
  })),
  fc.constantFrom(0, 1, 2, 3, 5).map((priority) => ({
    patch: { priority },
    expected: { priority: 4 },
    touches: ["priority"],
  })),
  fc.option(instants).map((dueAt) => ({
    patch: { dueAt },
    expected: { dueAt: "2031-03-04T05:06:07Z" },
    touches: ["due_date"],
  })),
  fc.option(instants).map((scheduledAt) => ({
    patch: { scheduledAt },
    expected: { scheduledAt: "2031-03-01T00:00:00Z" },
    touches: ["start_date"],
  })),
  fc.constant({
    patch: { done: true },
    expected: { done: false, doneAt: null },
    // It repeats: the server moves the dates and the reminders on.
    touches: ["done_at", "due_date", "start_date", "end_date", "reminders"],
  }),
  fc.constant({
    patch: { project: ["Elsewhere", "Deep"] },
    expected: {},
    touches: ["project_id", "index", "identifier"],
  }),
  fc.constant({
    patch: { labels: { add: ["new"], remove: [] } },
    expected: {},
    touches: ["labels"],
  }),
  fc.constant({
    patch: { labels: { add: [], remove: ["one"] } },
    expected: {},
    touches: ["labels"],
  }),
  fc.constant({
    patch: {
      comments: { add: [{ from: "e", text: "second", writtenAt: null }], edit: [], remove: [] },
    },
    expected: {},
    touches: ["comments"],
  }),
);

Deno.test("T1 write() of one change leaves every other field of the task as it was", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  await fc.assert(
    fc.asyncProperty(changes, async ({ patch, expected, touches }) => {
      const id = await fullTask(account);
      const before = await snapshot(account, id);
      const written = present(await vikunja.writeOne(update(String(id), patch, expected)));
      const after = await snapshot(account, id);
      for (const name of Object.keys({ ...before, ...after })) {
        if (touches.includes(name)) continue;
        assert.deepEqual(after[name], before[name], `${name} after ${JSON.stringify(patch)}`);
      }
      const [read] = await vikunja.read([String(id)], signal);
      assert.deepEqual(written.task, read?.kind === "present" ? read.task : null);
      assert.deepEqual(written.extra, read?.kind === "present" ? read.extra : null);
    }),
    { numRuns: 25 },
  );
});

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

Deno.test("T24 write() keeps case-twins and same-title twins of labels apart and makes no second one", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  const first = await label(account, "Work");
  const lower = await label(account, "work");
  const second = await label(account, "Work");
  const only = await label(account, "Only Upper");
  const at = `/api/v2/tasks/${id}/labels`;
  for (const labelId of [first, second]) await account.call("POST", at, { label_id: labelId });
  using vikunja = adapter(account);
  const change = async (add: readonly string[], remove: readonly string[]) => {
    present(await vikunja.writeOne(update(String(id), { labels: { add, remove } })));
    const raw = await account.call<{ labels: { id: number }[] | null }>(
      "GET",
      `/api/v2/tasks/${id}`,
    );
    return (raw.labels ?? []).map((each) => each.id).toSorted((a, b) => a - b);
  };
  assert.deepEqual(await change(["work"], []), [first, lower, second]);
  assert.deepEqual(await change(["ONLY UPPER"], ["Work"]), [lower, only]);
  assert.deepEqual(await change([], ["work", "Only Upper"]), []);
  assert.equal(
    vikunja.lines.some(({ path, method }) => method === "POST" && path.endsWith("/labels")),
    false,
  );
  const [made, again] = await vikunja.write(
    [create({ labels: ["brand new"] }), create({ labels: ["brand new"] })],
    signal,
  );
  assert.deepEqual(present(made).task.labels, present(again).task.labels);
  const posts = vikunja.lines.filter(({ path, method }) =>
    method === "POST" && path.endsWith("/v2/labels")
  );
  assert.equal(posts.length, 1);
});

Deno.test("write() changes comments one by one and leaves out what only the author may", async () => {
  await using account = await testAccount();
  const home = await project(account, "P");
  const [id] = await seed(account, home, 1);
  const other = await account.stranger();
  await account.call("POST", `/api/v2/projects/${home}/users`, {
    username: other.username,
    permission: 1,
  });
  const say = (who: TestAccount, comment: string) =>
    who.call<{ id: number }>("POST", `/api/v2/tasks/${id}/comments`, { comment });
  const theirs = await say(other, "theirs");
  const own = await say(account, "own");
  const gone = await say(account, "gone");
  using vikunja = adapter(account);
  const written = await vikunja.writeOne(update(String(id), {
    comments: {
      add: [{ from: "entry", text: "added", writtenAt: null }],
      edit: [
        { id: String(theirs.id), text: "no" },
        { id: String(own.id), text: "edited" },
      ],
      remove: [String(gone.id), "999999999"],
    },
  }));
  const texts = present(written).task.comments.map(({ text }) => text);
  assert.deepEqual(texts, ["theirs", "edited", "added"]);
  assert.equal(written.kind === "written" ? written.leftOut.length : null, 1);
  const [read] = await vikunja.read([String(id)], signal);
  assert.deepEqual(present(written).task, read?.kind === "present" ? read.task : null);
});

Deno.test("write() makes and ends dependencies, and takes what is there already as done", async () => {
  await using account = await testAccount();
  const ids = (await seed(account, await project(account, "P"), 3)).map(String);
  const [id = "", first = "", second = ""] = ids;
  using vikunja = adapter(account);
  const depend = (add: readonly string[], remove: readonly string[]) =>
    vikunja.writeOne(update(id, { depends: { add, remove } }));
  assert.deepEqual(present(await depend([first, second], [])).task.depends, [first, second]);
  assert.deepEqual(present(await depend([second], [first])).task.depends, [second]);
  const left = await depend(["999999999"], []);
  assert.deepEqual(present(left).task.depends, [second]);
  assert.equal(left.kind === "written" ? left.leftOut.length : null, 1);
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

Deno.test("write() completes 60 tasks in two calls besides the reads, and leaves those alone that moved", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 60);
  const [moved, favourite] = ids;
  await account.call("PATCH", `/api/v2/tasks/${moved}`, { done: true });
  await account.call("PATCH", `/api/v2/tasks/${moved}`, { done: false, title: "moved" });
  await account.call("PATCH", `/api/v2/tasks/${favourite}`, { is_favorite: true });
  using vikunja = adapter(account);
  await vikunja.everything();
  const before = vikunja.lines.length;
  const written = await vikunja.write(
    ids.map((id, index) =>
      update(String(id), { done: true, title: "all done" }, { done: false, title: `task ${index}` })
    ),
    signal,
  );
  assert.deepEqual(written.map(({ kind }) => kind).slice(0, 3), ["stale", "written", "written"]);
  const puts = vikunja.lines.slice(before).filter(({ method }) => method === "PUT");
  // One for the favourite, whose values differ, and one for each pack of 50.
  assert.equal(puts.length, 3);
  for (const [index, id] of ids.entries()) {
    const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
    assert.deepEqual(
      [raw["title"], raw["done"], raw["is_favorite"]],
      index === 0 ? ["moved", false, false] : ["all done", true, index === 1],
    );
  }
});

Deno.test("write() changes the others where one of many alike is refused", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 3);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = async ({ method }) => {
    if (method === "PUT") await account.call("DELETE", `/api/v2/tasks/${ids[1]}`).catch(() => {});
    return pass;
  };
  const written = await vikunja.write(
    ids.map((id) => update(String(id), { priority: 3 }, { priority: 0 })),
    signal,
  );
  assert.deepEqual(written.map(({ kind }) => kind), ["written", "stale", "written"]);
});

Deno.test("write() makes neither a second project nor a second label of what somebody has just made", async () => {
  await using account = await testAccount();
  let passedMs = 0;
  using vikunja = adapter(account, { now: () => new Date(Date.now() + passedMs) });
  const first = present(await vikunja.writeOne(create({ labels: ["a"], project: ["A"] })));
  const labelId = await label(account, "b");
  const projectId = await project(account, "B");
  passedMs = 5_000;
  present(
    await vikunja.writeOne(
      update(first.id, { labels: { add: ["b"], remove: [] }, project: ["B"] }),
    ),
  );
  const raw = await account.call<{ project_id: number; labels: { id: number }[] }>(
    "GET",
    `/api/v2/tasks/${first.id}`,
  );
  assert.equal(raw.project_id, projectId);
  assert.ok(raw.labels.some(({ id }) => id === labelId));
});

Deno.test("write() finds its way when a label that it knew is deleted", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const made = present(await vikunja.writeOne(create({ labels: ["a"] })));
  const raw = await account.call<{ labels: { id: number }[] }>("GET", `/api/v2/tasks/${made.id}`);
  await account.call("DELETE", `/api/v2/labels/${raw.labels[0]?.id}`);
  const again = present(await vikunja.writeOne(create({ labels: ["a"] })));
  assert.deepEqual(again.task.labels, ["a"]);
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
