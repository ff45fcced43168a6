import { lookAtLog } from "@tests/simulation/process.ts";
import assert from "node:assert/strict";
import type { TaskEvent } from "@/domain/events.ts";
import type { InboxItem, InboxOffer } from "@/ports/inbox.ts";
import { createInbox } from "@/app/inbox/inbox.ts";
import { SyncError } from "@/domain/errors.ts";
import { signal } from "@tests/support/run_world.ts";
import { type InboxWorld, inboxWorld, withConflicts } from "@tests/support/inbox_world.ts";

async function only(world: InboxWorld): Promise<InboxItem> {
  const { items, total } = await world.look();
  assert.equal(total, 1);
  const [item] = items;
  assert.ok(item);
  return item;
}

function offer({ offers }: InboxItem, choice: InboxOffer["choice"]): InboxOffer {
  const found = offers.find((each) => each.choice === choice);
  assert.ok(found, `no ${choice}`);
  return found;
}

const willOf = (item: InboxItem, choice: InboxOffer["choice"]) =>
  offer(item, choice).will?.map(({ side, action, changes }) => [side, action, ...changes]);

Deno.test("lookAtInbox() shows a conflict with both values, when each was given, and what each choice writes", async () => {
  const world = await withConflicts("milk");
  const item = await only(world);
  assert.equal(item.kind, "conflict");
  const [title] = item.fields;
  assert.deepEqual(
    [title?.field, title?.taskwarrior.value, title?.vikunja.value],
    ["title", "milk here", "milk there"],
  );
  assert.match(title?.taskwarrior.at ?? "", /^20/);
  assert.match(title?.vikunja.at ?? "", /^20/);
  const kept = item.kept ?? "vikunja";
  const lost = kept === "vikunja" ? "taskwarrior" : "vikunja";
  assert.deepEqual(offer(item, kept), { choice: kept, isAsItIs: true, will: [], hindrance: null });
  const words = kept === "vikunja"
    ? `title: "milk there" → "milk here"`
    : `title: "milk here" → "milk there"`;
  assert.deepEqual(willOf(item, lost), [[lost, "update", words], [kept, "update", words]]);
});

Deno.test("actOnInbox() does what was foreseen, of many at once, and tells what takes it back", async () => {
  const world = await withConflicts("milk", "bread");
  const before = world.titles();
  const { items } = await world.look();
  const acts = items.map((item) => ({
    id: item.id,
    choice: item.kept === "vikunja" ? "taskwarrior" : "vikunja",
  } as const));
  const outcomes = await world.act(...acts, { id: "none-1", choice: "vikunja" });
  assert.deepEqual(outcomes.map(({ error }) => error), [null, null, "there is no none-1 any more"]);
  const where = items[0]?.kept === "vikunja" ? "here" : "there";
  const chosen = [`bread ${where}`, `milk ${where}`];
  assert.deepEqual(world.titles(), { here: chosen, there: chosen });
  assert.equal((await world.look()).total, 0);
  const answered = await world.look({ answered: true });
  assert.deepEqual(answered.items.map(({ offers }) => offers.map(({ choice }) => choice)), [
    ["take back"],
    ["take back"],
  ]);
  const [first, second] = outcomes;
  assert.ok((first?.operation ?? 0) > 0);
  assert.equal(first?.operation, second?.operation);
  await world.act(...outcomes.flatMap(({ undo }) => undo ?? []));
  assert.deepEqual(world.titles(), before);
  assert.equal((await world.look()).total, 2);
});

Deno.test("actOnInbox() keeps what stands, and refuses what is no choice", async () => {
  const world = await withConflicts("milk");
  const before = world.titles();
  const { id } = await only(world);
  const [refused, kept] = await world.act({ id, choice: "retry" }, { id, choice: "keep" });
  assert.match(refused?.error ?? "", /"retry" is no choice of .*; there is taskwarrior, vikunja/);
  assert.equal(kept?.error, null);
  assert.deepEqual(world.titles(), before);
  assert.equal((await world.look()).total, 0);
});

for (const choice of ["let go", "bring back"] as const) {
  Deno.test(`actOnInbox() lets a held deletion be as foreseen: ${choice}`, async () => {
    const world = inboxWorld();
    for (const title of ["milk", "bread"]) world.task(title);
    await world.sync();
    for (const title of ["milk", "bread"]) world.removeThere(title);
    await world.sync();
    const { items, counts } = await world.look();
    assert.equal(counts.held, 2);
    const milk = items.find(({ title }) => title === "milk");
    assert.ok(milk);
    assert.deepEqual([milk.kind, milk.lacking], ["held", "vikunja"]);
    assert.equal(milk.fields.find(({ field }) => field === "title")?.taskwarrior.value, "milk");
    const [first] = willOf(milk, choice) ?? [];
    assert.deepEqual(
      first?.slice(0, 2),
      choice === "let go" ? ["taskwarrior", "delete"] : ["vikunja", "create"],
    );
    await world.act({ id: milk.id, choice });
    const left = choice === "let go" ? [] : ["milk"];
    assert.deepEqual(world.titles(), { here: ["bread", ...left], there: left });
  });
}

Deno.test("lookAtInbox() finds by kind, text, project and id, a page at a time, and counts every kind", async () => {
  const world = await withConflicts("milk", "bread", "Änne");
  const titles = async (asked: Parameters<InboxWorld["look"]>[0]) =>
    (await world.look(asked)).items.map(({ title }) => title.split(" ")[0]);
  assert.deepEqual(await titles({ text: "MILK HERE" }), ["milk"]);
  assert.deepEqual(await titles({ text: "änne" }), ["Änne"]);
  assert.deepEqual(await titles({ kinds: ["held"] }), []);
  assert.deepEqual(await titles({ projects: ["nowhere"] }), []);
  const all = await world.look({ kinds: ["held"] });
  assert.deepEqual([all.total, all.counts.conflict], [0, 3]);
  const paged = await world.look({ from: 1, limit: 1 });
  assert.deepEqual([paged.items.length, paged.total], [1, 3]);
  const [second] = paged.items;
  assert.deepEqual((await world.look({ ids: [second?.id ?? ""] })).total, 1);
});

/** A linked task of which the log tells that as well. */
async function withEvents(...events: readonly TaskEvent[]): Promise<InboxWorld> {
  const world = inboxWorld();
  const task = world.task("milk");
  await world.sync();
  const { store } = lookAtLog(world.machine.folder, world.time.runtime.now);
  const expectedVersion = store.streamVersion(task);
  await world.result(store.append([{ streamId: task, expectedVersion, events }]));
  return world;
}

const retitling = {
  side: "vikunja",
  push: { kind: "update", patch: { title: "bread" }, expected: { title: "milk" } },
  source: {},
  requestedAt: "2026-01-01T00:00:00.000Z",
} as const;

Deno.test("actOnInbox() tries a write that was given up once more, as foreseen, or drops it and takes that back", async () => {
  const failed = { side: "vikunja", code: "SERVER_REFUSED", message: "no", attempt: 1 } as const;
  const world = await withEvents({ type: "PushRequested", data: retitling });
  const { store } = lookAtLog(world.machine.folder, world.time.runtime.now);
  const asked = store.readAll(0, 1_000).at(-1);
  const { streamId = "", version: request = 0 } = asked ?? {};
  const data = { ...failed, request, retryAt: null };
  await world.result(
    store.append([{ streamId, expectedVersion: request, events: [{ type: "PushFailed", data }] }]),
  );
  const item = await only(world);
  assert.deepEqual([item.kind, item.why], ["given up", "SERVER_REFUSED: no"]);
  assert.deepEqual(item.fields.map(({ field, vikunja }) => [field, vikunja.value]), [
    ["title", "milk"],
  ]);
  assert.deepEqual(willOf(item, "retry")?.[0], ["vikunja", "update", 'title: "milk" → "bread"']);
  assert.deepEqual(willOf(item, "drop"), []);
  const [dropped] = await world.act({ id: item.id, choice: "drop" });
  assert.equal((await world.look()).total, 0);
  assert.deepEqual((await world.look({ answered: true })).counts["given up"], 1);
  assert.deepEqual(dropped?.undo, { id: item.id, choice: "take back" });
  await world.act({ id: item.id, choice: "take back" });
  assert.match((await only(world)).why, /taken back/);
  await world.act({ id: item.id, choice: "retry" });
  assert.deepEqual(world.titles().there, ["bread"]);
  assert.equal((await world.look({ answered: true })).total, 0);
});

Deno.test("actOnInbox() lets rest what one side lacks, and asks for it again", async () => {
  const parts = [{ what: 'label "urgent"', why: "no room" }];
  const world = await withEvents({ type: "PartsLeftOut", data: { side: "vikunja", parts } });
  const item = await only(world);
  assert.deepEqual([item.kind, item.why, item.lacking], ["left out", "no room", "vikunja"]);
  assert.deepEqual(item.parts, parts);
  assert.deepEqual(item.fields.map(({ field }) => field), ["labels"]);
  const [rested] = await world.act({ id: item.id, choice: "let rest" });
  assert.deepEqual([rested?.error, rested?.undo?.choice], [null, "take back"]);
  assert.equal((await world.look()).total, 0);
  const [answered] = (await world.look({ answered: true })).items;
  assert.equal(answered?.id, item.id);
  await world.act(...rested?.undo === null || rested === undefined ? [] : [rested.undo]);
  assert.equal((await only(world)).id, item.id);
  const [retried] = await world.act({ id: item.id, choice: "retry" });
  assert.equal(retried?.error, null);
});

Deno.test("actOnInbox() reads again what could not be decided on", async () => {
  const message = JSON.stringify({ type: "Look", readings: [{ side: "vikunja" }] });
  const data = { message, code: "INTERNAL", reason: "odd" } as const;
  const world = await withEvents({ type: "MessageRejected", data });
  const item = await only(world);
  assert.deepEqual([item.kind, item.why], ["unread", "INTERNAL: odd"]);
  assert.equal(offer(item, "retry").will, null);
  await world.act({ id: item.id, choice: "retry" });
  assert.equal((await world.look()).total, 0);
});

Deno.test("lookAtInbox() shows all of a task that is missing on one side, and asks which way it is to go", async () => {
  const conflict = {
    conflictId: "c-1",
    field: "deleted",
    kept: { side: "vikunja", value: { title: "milk" } },
    lost: { side: "taskwarrior", value: null },
    because: "missing",
    missing: [],
  } as const;
  const gone = { side: "taskwarrior", how: "missing", changedAt: null } as const;
  const world = await withEvents(
    { type: "TaskGone", data: gone },
    { type: "ConflictResolved", data: conflict },
  );
  const item = await only(world);
  assert.deepEqual([item.kind, item.lacking, item.kept], ["missing", "taskwarrior", null]);
  assert.ok(
    item.fields.some(({ field, vikunja }) => field === "title" && vikunja.value === "milk"),
  );
  assert.deepEqual(willOf(item, "bring back")?.[0]?.slice(0, 2), ["taskwarrior", "create"]);
  assert.deepEqual(willOf(item, "let go")?.[0]?.slice(0, 2), ["vikunja", "delete"]);
});

Deno.test("actOnInbox() names the operation alone where an answer takes a task from both sides", async () => {
  const world = inboxWorld();
  for (let n = 0; n < 12; n++) world.task(`task ${n}`);
  await world.sync();
  world.editHere("task 3", { description: "task 3 here" });
  world.removeThere("task 3");
  await world.sync();
  const item = await only(world);
  assert.deepEqual([item.kind, item.lacking, item.kept], ["conflict", "vikunja", "taskwarrior"]);
  const [gone] = await world.act({ id: item.id, choice: "vikunja" });
  assert.deepEqual([gone?.error, gone?.undo], [null, null]);
  assert.ok((gone?.operation ?? 0) > 0);
  const { here, there } = world.titles();
  assert.deepEqual([here.length, there.length], [11, 11]);
});

Deno.test("actOnInbox() names the operation alone of all that was answered together with what no answer takes back", async () => {
  const world = inboxWorld();
  for (let n = 0; n < 12; n++) world.task(`task ${n}`);
  await world.sync();
  world.editHere("task 3", { description: "task 3 here" });
  world.removeThere("task 3");
  world.editHere("task 4", { description: "task 4 here" });
  world.editThere("task 4", "task 4 there");
  await world.sync();
  const { items } = await world.look();
  assert.deepEqual(items.map(({ lacking }) => lacking).toSorted(), [null, "vikunja"]);
  const acts = items.map(({ id, kept }) => ({
    id,
    choice: kept === "vikunja" ? "taskwarrior" as const : "vikunja" as const,
  }));
  const acted = await world.act(...acts);
  assert.deepEqual(acted.map(({ error, undo }) => [error, undo]), [[null, null], [null, null]]);
  const [first, second] = acted;
  assert.ok((first?.operation ?? 0) > 0);
  assert.equal(first?.operation, second?.operation);
});

Deno.test("actOnInbox() waits for a write to the task that is under way, and does then what was chosen", async () => {
  const world = await withConflicts("milk");
  const before = world.titles();
  const item = await only(world);
  const choice = item.kept === "vikunja" ? "taskwarrior" : "vikunja";
  const [picked] = await world.act({ id: item.id, choice });
  let left = 2;
  const open: typeof world.openRun = async (...given) => {
    const run = await world.openRun(...given);
    const ask: typeof run.engine.ask = (...asked) => {
      if (left-- <= 0) return run.engine.ask(...asked);
      return Promise.reject(new SyncError("LOCKED", "a write is under way", { retryable: true }));
    };
    return { ...run, engine: { ...run.engine, ask } };
  };
  const look = () => Promise.reject(new Error("nobody looks"));
  const inbox = createInbox({ open, jobs: 1, look });
  const [undone] = await world.result(
    inbox.act([picked?.undo].flatMap((act) => act ?? []), signal),
  );
  assert.deepEqual([undone?.error, left < 0], [null, true]);
  assert.deepEqual(world.titles(), before);
  assert.equal((await world.look()).total, 1);
});
