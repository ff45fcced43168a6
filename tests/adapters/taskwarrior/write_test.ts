import assert from "node:assert/strict";
import type { JsonObject } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { replicaOf, signal, udas } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask, present, readingOf } from "@tests/support/replica_hands.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";

function create(task: Partial<Task> = {}, extra: JsonObject | null = null): Push {
  return { kind: "create", task: { ...plainTask, ...task }, comments: [], extra };
}

async function raw(tw: Taskwarrior): Promise<JsonObject> {
  const [task] = await tw.export([uuid]);
  assert.ok(task);
  const { id: _, urgency: __, modified: ___, ...rest } = task;
  return rest;
}

const everything = {
  uuid,
  description: "Dig",
  status: "pending",
  entry: "20200101T000000Z",
  start: "20260101T000000Z",
  wait: "99991230T000000Z",
  until: "99991230T000000Z",
  due: "20300330T013000Z",
  tags: ["a", "b"],
  size: "L",
  estimate: 2.5,
  review: "20300101T120000Z",
  effort: "PT1H30M",
  orphan: "kept\ttoo",
  annotations: [{ entry: "20200103T000000Z", description: "first / [x]" }],
} as const;

const ownUdas = [
  ...udas,
  "uda.size.type=string",
  "uda.estimate.type=numeric",
  "uda.review.type=date",
  "uda.effort.type=duration",
];

forEachVersion("T26: write() keeps every attribute that it does not change", async (tw) => {
  await tw.import([everything]);
  const before = await raw(tw);
  const replica = replicaOf(tw);
  const patch = { title: "Dig deep", labels: { add: ["c"], remove: ["a"] } };
  const [outcome] = await replica.write(
    [order(uuid, { kind: "update", patch, expected: { title: "Dig" } })],
    signal,
  );
  assert.equal(outcome?.kind, "written");
  assert.deepEqual(await raw(tw), { ...before, description: "Dig deep", tags: ["b", "c"] });
}, { rc: ownUdas });

forEachVersion("write() makes a deleted task again with all that it had", async (tw) => {
  await tw.import([everything]);
  const replica = replicaOf(tw);
  const [seen] = await replica.read([uuid], signal);
  assert.equal(seen?.kind, "present");
  const before = await raw(tw);
  await tw.run(["rc.confirmation=off", uuid, "delete"]);
  const again = create({ title: "Dig", labels: ["a", "b"], dueAt: "2030-03-30T01:30:00Z" });
  const [outcome] = await replica.write([order(uuid, again)], signal);
  assert.equal(outcome?.kind, "written");
  const { annotations: _, ...rest } = before;
  assert.deepEqual(await raw(tw), rest);
}, { rc: ownUdas });

forEachVersion("write() makes a task again from what the log kept of it", async (tw) => {
  await tw.import([everything]);
  const replica = replicaOf(tw);
  const [seen] = await replica.read([uuid], signal);
  if (seen?.kind !== "present") throw new Error("not there");
  await tw.run(["rc.confirmation=off", uuid, "delete"]);
  await tw.run(["rc.confirmation=off", uuid, "purge"]);
  const [outcome] = await replica.write([order(uuid, create(seen.task, seen.extra))], signal);
  assert.ok(outcome);
  assert.deepEqual(present(outcome).extra, seen.extra);
  assert.deepEqual({ ...present(outcome).task, comments: seen.task.comments }, seen.task);
}, { rc: ownUdas });

forEachVersion("write() leaves alone what was edited after an attempt that arrived", async (tw) => {
  const replica = replicaOf(tw);
  const first = order(uuid, create());
  await replica.write([first], signal);
  await tw.run([uuid, "modify", "Dig deep"]);
  const [repeated] = await replica.write([{ ...first, mayHaveHappened: true }], signal);
  assert.equal(repeated?.kind, "written");
  const reading = readingOf(repeated);
  assert.equal(reading.kind === "present" && reading.task.title, "Dig deep");
});

forEachVersion("T10: write() repeated adds no comment twice", async (tw) => {
  await tw.import([everything]);
  const add = [{ from: "7", text: "seen", writtenAt: null }];
  const patch = { comments: { add, edit: [], remove: [] } };
  const requestedAt = new Date().toISOString();
  const first = { ...order(uuid, { kind: "update", patch, expected: {} }), requestedAt };
  const [arrived] = await replicaOf(tw).write([first], signal);
  const before = await raw(tw);
  const [repeated] = await replicaOf(tw).write([{ ...first, mayHaveHappened: true }], signal);
  assert.ok(arrived?.kind === "written" && repeated?.kind === "written");
  assert.deepEqual(repeated.comments, arrived.comments);
  assert.deepEqual(await raw(tw), before);
}, { rc: ownUdas });

forEachVersion("write() of one task twice in a call does one after the other", async (tw) => {
  await tw.import([everything]);
  const titled = (title: string) => order(uuid, { kind: "update", patch: { title }, expected: {} });
  const outcomes = await replicaOf(tw).write([titled("x"), titled("y")], signal);
  assert.deepEqual(outcomes.map((outcome) => present(outcome).task.title), ["x", "y"]);
  assert.equal((await raw(tw))["description"], "y");
}, { rc: ownUdas });

forEachVersion("write() does not replace an open task of somebody else", async (tw) => {
  await tw.import([everything]);
  const before = await raw(tw);
  const [outcome] = await replicaOf(tw).write([order(uuid, create({ title: "other" }))], signal);
  assert.equal(outcome?.kind, "stale");
  assert.deepEqual(await raw(tw), before);
}, { rc: ownUdas });

forEachVersion("write() keeps the due date of a recurring task's child", async (tw) => {
  await tw.run(["add", "Water", "due:2030-01-01", "recur:weekly"]);
  await tw.run(["list"]);
  const child = (await tw.export()).find((task) => "parent" in task);
  const id = String(child?.["uuid"]);
  const patch = { dueAt: null, title: "Water all" };
  const [outcome] = await replicaOf(tw).write(
    [order(id, { kind: "update", patch, expected: {} })],
    signal,
  );
  assert.ok(outcome?.kind === "written");
  assert.equal(present(outcome).task.title, "Water all");
  assert.equal(present(outcome).task.dueAt, "2030-01-01T00:00:00Z");
  assert.deepEqual(outcome.lacks, { dueAt: null });
});

forEachVersion(
  "write() leaves out a date that Taskwarrior cannot hold, and says so",
  async (tw) => {
    const dueAt = "1979-12-31T23:59:59Z";
    const [outcome] = await replicaOf(tw).write([order(uuid, create({ dueAt }))], signal);
    assert.ok(outcome?.kind === "written");
    assert.equal(outcome.leftOut.length, 1);
    assert.deepEqual(outcome.lacks, { dueAt });
    assert.equal(present(outcome).task.dueAt, null);
  },
);

forEachVersion("T24: write() keeps labels that no tag can be", async (tw) => {
  const labels = ["2025 plan", "a,b", "follow-up", "Work", "work", "🌱 grow"];
  const [outcome] = await replicaOf(tw).write([order(uuid, create({ labels }))], signal);
  assert.ok(outcome);
  assert.deepEqual([...present(outcome).task.labels].toSorted(), labels.toSorted());
});

forEachVersion("write() notes the link once, in place of another one", async (tw) => {
  const replica = replicaOf(tw);
  await replica.write([{ ...order(uuid, create()), link: 7 }], signal);
  const patch = { title: "Dig deep", link: 8 };
  const [outcome] = await replica.write(
    [{ ...order(uuid, { kind: "update", patch, expected: {} }), link: 8 }],
    signal,
  );
  assert.ok(outcome);
  assert.equal(present(outcome).linkHint, 8);
  assert.deepEqual(present(outcome).task.comments, []);
  const notes = (await raw(tw))["annotations"] as readonly JsonObject[];
  assert.deepEqual(notes.map((note) => note["description"]), ["vikunja_id: 8"]);
});

forEachVersion("write() notes the link in a UDA where that is configured", async (tw) => {
  const link = { kind: "uda", name: "vikunja_id" } as const;
  const settings = { ...defaultTaskwarriorSettings, link };
  const replica = replicaOf(tw, { settings });
  await replica.udas.addMissing(signal);
  const [outcome] = await replicaOf(tw, { settings }).write(
    [{ ...order(uuid, create()), link: 7 }],
    signal,
  );
  assert.ok(outcome);
  assert.equal(present(outcome).linkHint, 7);
  assert.equal((await raw(tw))["vikunja_id"], "7");
});
