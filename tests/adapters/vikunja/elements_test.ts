import assert from "node:assert/strict";
import type { Write } from "@/ports/replica.ts";
import {
  adapter,
  create,
  label,
  present,
  project,
  seed,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

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
    vikunja.lines.some(({ path, method }) => method === "POST" && path.endsWith("/v2/labels")),
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

Deno.test("T24 write() tried again takes the case-twin that its first try put for the label, else makes one", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1);
  await label(account, "Work");
  using vikunja = adapter(account);
  const add = update(String(id), { labels: { add: ["work"], remove: [] } });
  const labels = async (write: Write) => present(await vikunja.writeOne(write)).task.labels;
  assert.deepEqual(await labels(add), ["Work"]);
  assert.deepEqual(await labels({ ...add, key: "again", mayHaveHappened: true }), ["Work"]);
  assert.deepEqual(await labels({ ...add, key: "another" }), ["Work", "work"]);
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

Deno.test("R16: write() reads the labels once in a run, however slow it is, and makes each with one request", async () => {
  await using account = await testAccount();
  let passedMs = 0;
  using vikunja = adapter(account, { now: () => new Date(Date.now() + passedMs) });
  const calls = (method: string) =>
    vikunja.lines.filter((line) => line.method === method && /\/labels(\?|$)/.test(line.path))
      .filter(({ path }) => !path.includes("/tasks/")).length;
  await vikunja.identify(signal);
  for (let nth = 0; nth < 6; nth++) {
    present(await vikunja.writeOne(create({ labels: [`new ${nth}`, `also ${nth}`] })));
    passedMs += 5_000;
  }
  assert.deepEqual([calls("GET"), calls("POST")], [1, 12]);

  const theirs = await label(account, "theirs");
  await vikunja.identify(signal);
  const made = present(await vikunja.writeOne(create({ labels: ["theirs"] })));
  assert.deepEqual([calls("GET"), calls("POST")], [2, 12], "another run looks again");
  const raw = await account.call<{ labels: { id: number }[] }>("GET", `/api/v2/tasks/${made.id}`);
  assert.deepEqual(raw.labels.map(({ id }) => id), [theirs]);
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

Deno.test("T10 write() repeated takes a comment of its text for its own, but none that is linked", async () => {
  await using account = await testAccount();
  const [id] = await seed(account, await project(account, "P"), 1, () => ({ title: "t" }));
  const said = await account.call<{ id: number }>("POST", `/api/v2/tasks/${id}/comments`, {
    comment: "<p>seen</p>",
  });
  using vikunja = adapter(account);
  await vikunja.everything();
  const add = [{ from: "a", text: "<p>seen</p>", writtenAt: null }];
  const order = update(String(id), { comments: { add, edit: [], remove: [] } }, {}, {
    mayHaveHappened: true,
    linkedComments: [String(said.id)],
  });
  const written = await vikunja.writeOne(order);
  const repeated = await vikunja.writeOne(order);
  assert.ok(written.kind === "written" && repeated.kind === "written");
  assert.notEqual(written.comments[0]?.to, String(said.id));
  assert.deepEqual(repeated.comments, written.comments);
  assert.equal(present(repeated).task.comments.length, 2);
});

Deno.test("write() says which labels and dependencies somebody had put on already, unless an earlier try of its own may have", async () => {
  await using account = await testAccount();
  const [id, other] = (await seed(account, await project(account, "P"), 2)).map(String);
  using vikunja = adapter(account);
  const set = (...add: string[]) => ({ add, remove: [] });
  await vikunja.writeOne(update(id ?? "", { labels: set("next"), depends: set(other ?? "") }));
  using another = adapter(account);
  const wanted = update(id ?? "", { labels: set("next", "home"), depends: set(other ?? "") });
  const again = await another.writeOne({ ...wanted, mayHaveHappened: true });
  assert.equal(again.kind === "written" && again.undone, undefined);
  const more = update(id ?? "", { labels: set("next", "away"), depends: set(other ?? "") });
  const first = await another.writeOne(more);
  assert.deepEqual(present(first).task.labels.toSorted(), ["away", "home", "next"]);
  assert.deepEqual(first.kind === "written" && first.undone, {
    labels: set("next"),
    depends: set(other ?? ""),
  });
});
