import assert from "node:assert/strict";
import type { CommentPatch, Patch } from "@/domain/push.ts";
import type { Replica } from "@/ports/replica.ts";
import {
  comment,
  createFull,
  type Hands,
  handsOn,
  order,
  present,
  readingOf,
  type ReplicaWorld,
  signal,
} from "@tests/support/replica_hands.ts";

/** What every replica promises; `make` gives an empty side of its own each time. */
export function replicaContract(name: string, make: () => Promise<ReplicaWorld>): void {
  const test = (what: string, body: (hands: Hands) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using world = await make();
      const replica = world.open();
      try {
        await body(handsOn(world, replica));
      } finally {
        close(replica);
      }
    });

  test("write() creates a task as asked, and read() gives the same", async (hands) => {
    const { replica, world, task, create, readOne } = hands;
    await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    const asked = task({
      notes: world.paragraph("**not** bold"),
      labels: ["home", "next week", "Ünïcode 🌱"],
      priority: 3,
      dueAt: "2031-03-04T05:06:07Z",
      scheduledAt: "2031-03-01T00:00:00Z",
    });
    const reading = await create(asked);
    assert.deepEqual(reading.task, asked);
    assert.deepEqual(await readOne(reading.id), reading);
  });

  test("write() does nothing more when asked again with the same key", async (hands) => {
    const { replica, world, task } = hands;
    const first = order(world.newId(), { kind: "create", task: task(), comments: [], extra: null });
    const [made] = await replica.write([first], signal);
    const again = { ...first, mayHaveHappened: true };
    const [repeated] = await replica.write([again], signal);
    assert.deepEqual(readingOf(repeated), readingOf(made));
    const all = await replica.changes({ cursor: null, full: true, knownCount: 0 }, signal);
    assert.equal(all.readings.length, 1);
  });

  test("changes() gives an echo that equals what write() gave", async (hands) => {
    const { replica, world, create } = hands;
    await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    const made = await create({ labels: ["a"] }, [comment(world, "1", "hello")]);
    const all = await world.open().changes({ cursor: null, full: true, knownCount: 0 }, signal);
    assert.deepEqual(all.readings, [made]);
    assert.equal(all.complete, true);
    const since = { cursor: replica.cursor(), full: false, knownCount: 1 };
    const next = await world.open().changes(since, signal);
    for (const reading of next.readings) assert.deepEqual(reading, made);
  });

  test("changes() finds nothing, and keeps its cursor, when nothing happened", async (hands) => {
    const { replica, create } = hands;
    await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    await create();
    await replica.changes({ cursor: replica.cursor(), full: false, knownCount: 1 }, signal);
    const cursor = replica.cursor();
    const next = await replica.changes({ cursor, full: false, knownCount: 1 }, signal);
    assert.deepEqual(next.warnings, []);
    assert.equal(replica.cursor(), cursor);
  });

  test("changes() finds an edit of somebody else", async ({ replica, world, create }) => {
    await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    const { id } = await create();
    await replica.changes({ cursor: replica.cursor(), full: false, knownCount: 1 }, signal);
    await world.retitle(id, "Dig deeper");
    const found = await world.open().changes(
      { cursor: replica.cursor(), full: false, knownCount: 1 },
      signal,
    );
    const reading = found.readings.find((each) => each.id === id);
    assert.equal(reading?.kind === "present" && reading.task.title, "Dig deeper");
  });

  const patches: readonly (readonly [string, (hands: Hands) => Patch])[] = [
    ["title", () => ({ title: 'due:tomorrow +x "quoted" \\ 日本' })],
    ["notes", ({ world }) => ({ notes: world.paragraph("other") })],
    ["no notes", () => ({ notes: "" })],
    ["priority", () => ({ priority: 1 })],
    ["no priority", () => ({ priority: 0 })],
    ["due date", () => ({ dueAt: "2032-01-02T03:04:05Z" })],
    ["no due date", () => ({ dueAt: null })],
    ["planned start", () => ({ scheduledAt: null })],
    ["project", ({ world }) => ({ project: world.project })],
  ];
  for (const [what, patchFor] of patches) {
    test(`write() changes ${what} and keeps all else`, async (hands) => {
      const before = await createFull(hands);
      const patch = patchFor(hands);
      const expected = pick(before.task, Object.keys(patch));
      const outcome = await hands.update(before.id, patch, expected);
      const reading = present(outcome);
      assert.deepEqual(reading.task, { ...before.task, ...patch });
      assert.deepEqual(reading.extra, before.extra);
      assert.deepEqual(await hands.readOne(before.id), reading);
    });
  }

  test("write() finishes a task and opens it again", async (hands) => {
    const before = await createFull(hands);
    const done = present(await hands.update(before.id, { done: true }, { done: false }));
    assert.equal(done.task.done, true);
    assert.notEqual(done.task.doneAt, null);
    assert.deepEqual({ ...done.task, done: false, doneAt: null }, before.task);
    const open = present(await hands.update(before.id, { done: false }, { done: true }));
    assert.deepEqual(open.task, before.task);
  });

  test("write() refuses where a value is no longer what it replaces", async (hands) => {
    const { id, task } = await hands.create();
    await hands.world.retitle(id, "Dig deeper");
    const outcome = await hands.update(id, { title: "Rest" }, { title: task.title });
    assert.equal(outcome.kind, "stale");
    const reading = await hands.readOne(id);
    assert.equal(reading.kind === "present" && reading.task.title, "Dig deeper");
  });

  test("write() refuses where somebody had the same idea, and knows it for its own where it may be", async (hands) => {
    const { id, task } = await hands.create();
    await hands.world.retitle(id, "Rest");
    const push = {
      kind: "update",
      patch: { title: "Rest", priority: 3 },
      expected: { title: task.title, priority: task.priority },
    } as const;
    assert.equal((await hands.writeOne(id, push)).kind, "stale");
    const again = await hands.writeOne(id, push, { mayHaveHappened: true });
    assert.deepEqual(present(again).task, { ...task, ...push.patch });
  });

  test("write() removes and edits a comment only where its text is the one it was decided on", async (hands) => {
    const { id, task: { comments } } = await hands.create({}, [comment(hands.world, "1", "milk")]);
    const [{ id: commentId, text } = { id: "", text: "" }] = comments;
    const { text: changed } = comment(hands.world, "2", "bread");
    const write = (change: Partial<CommentPatch>, expected: Record<string, string>) =>
      hands.writeOne(id, {
        kind: "update",
        patch: { comments: { add: [], edit: [], remove: [], ...change } },
        expected: { comments: expected },
      });
    const edited = await write({ edit: [{ id: commentId, text: changed }] }, { [commentId]: text });
    const [{ id: editedId } = { id: "" }] = present(edited).task.comments;
    const remove = { remove: [editedId] };
    assert.equal((await write(remove, { [editedId]: text })).kind, "stale");
    assert.deepEqual(present(await write(remove, { [editedId]: changed })).task.comments, []);
  });

  test("write() adds and removes single labels", async (hands) => {
    const { id } = await hands.create({ labels: ["a", "b"] });
    await hands.world.addLabel(id, "c");
    const labels = { add: ["b", "d"], remove: ["a", "unknown"] };
    const reading = present(await hands.update(id, { labels }));
    assert.deepEqual(reading.task.labels, ["b", "c", "d"]);
    const none = { add: [], remove: ["b", "c", "d"] };
    assert.deepEqual(present(await hands.update(id, { labels: none })).task.labels, []);
  });

  test("write() adds and removes single dependencies", async (hands) => {
    const [first, second] = [await hands.create(), await hands.create()];
    const { id } = await hands.create();
    const both = { add: [first.id, second.id], remove: [] };
    const blocked = present(await hands.update(id, { depends: both }));
    assert.deepEqual([...blocked.task.depends].sort(), [first.id, second.id].sort());
    const one = { add: [], remove: [first.id] };
    const less = present(await hands.update(id, { depends: one }));
    assert.deepEqual(less.task.depends, [second.id]);
  });

  test("T23: write() adds comments of one second apart and tells their ids", async (hands) => {
    const { world } = hands;
    const { id } = await hands.create();
    const add = [comment(world, "7", "one"), comment(world, "8", "two")];
    const outcome = await hands.update(id, { comments: { add, edit: [], remove: [] } });
    const { comments } = present(outcome).task;
    assert.deepEqual(
      comments.map(({ text }) => text),
      [world.paragraph("one"), world.paragraph("two")],
    );
    const pairs = outcome.kind === "written" ? outcome.comments : [];
    assert.deepEqual(pairs, [
      { from: "7", to: comments[0]?.id },
      { from: "8", to: comments[1]?.id },
    ]);
    assert.equal(new Set(comments.map((each) => each.id)).size, 2);
  });

  test("write() changes and removes single comments", async (hands) => {
    const { world } = hands;
    const texts = ["one", "two", "three"].map((text) => comment(world, text, text));
    const { id, task } = await hands.create({}, texts);
    const [one, two, three] = task.comments;
    assert.ok(one && two && three);
    const edit = [{ id: two.id, text: world.paragraph("zwei") }];
    const outcome = await hands.update(id, { comments: { add: [], edit, remove: [one.id] } });
    const left = present(outcome).task.comments;
    assert.deepEqual(left, [{ id: two.id, text: world.paragraph("zwei") }, three]);
  });

  test("write() deletes a task that is as it was seen, and no other", async (hands) => {
    const { id, task } = await hands.create();
    const seen = { ...task, title: "as it was" };
    const refused = await hands.writeOne(id, { kind: "delete", seen });
    assert.equal(refused.kind, "stale");
    const outcome = await hands.writeOne(id, { kind: "delete", seen: task });
    assert.equal(readingOf(outcome).kind, "gone");
    const reading = await hands.readOne(id);
    assert.equal(reading.kind === "gone" && reading.how, "deleted");
    const again = await hands.writeOne(id, { kind: "delete", seen: task });
    assert.equal(readingOf(again).kind, "gone");
  });

  test("write() refuses to change what somebody deleted", async (hands) => {
    const { id, task } = await hands.create();
    await hands.world.remove(id);
    const outcome = await hands.update(id, { title: "Rest" }, { title: task.title });
    assert.equal(outcome.kind, "stale");
    const reading = readingOf(outcome);
    assert.equal(reading.kind === "gone" && reading.how, "deleted");
  });

  test("write() answers each of many in order, the refused ones too", async (hands) => {
    const [a, b, c] = [await hands.create(), await hands.create(), await hands.create()];
    await hands.world.retitle(b.id, "Dig deeper");
    const title = a.task.title;
    const orders = [c, b, a].map(({ id }) =>
      order(id, { kind: "update", patch: { title: "Rest" }, expected: { title } })
    );
    const outcomes = await hands.replica.write(orders, signal);
    assert.deepEqual(outcomes.map(({ kind }) => kind), ["written", "stale", "written"]);
    assert.deepEqual(outcomes.map((outcome) => readingOf(outcome).id), [c.id, b.id, a.id]);
  });
}

/** A replica may hold connections. */
function close(replica: Replica): void {
  if (Symbol.dispose in replica) (replica as Replica & Disposable)[Symbol.dispose]();
}

function pick<T extends object>(from: T, keys: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key))) as Partial<
    T
  >;
}
