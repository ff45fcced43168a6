import assert from "node:assert/strict";
import type { InboxItem, InboxOffer } from "@/ports/inbox.ts";
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
