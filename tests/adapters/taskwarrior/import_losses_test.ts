import assert from "node:assert/strict";
import { bystanderLoss, importLoss } from "@/adapters/taskwarrior/v2/import_losses.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import type { UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

const uuid = "11111111-1111-4111-8111-111111111111";

function task(attributes: Readonly<Record<string, string>>): StoredTask {
  return new Map(Object.entries({ description: "milk", uuid, ...attributes }));
}

function entry(old: StoredTask, made: StoredTask): UndoEntry {
  return { from: 0, to: 0, uuid, old, new: made };
}

const base = task({});
const ours = task({ tags_home: "x" });
const urgent = task({ priority: "H" });

Deno.test("importLoss() restores what somebody changed between our import's reading and its writing", () => {
  const own = entry(base, ours);
  const theirs = entry(base, urgent);
  const evidence = { base, object: ours, current: ours };
  for (const entries of [[theirs, own], [own, theirs]]) {
    const { task, clash } = importLoss({ ...evidence, entries });
    assert.equal(task?.get("priority"), "H");
    assert.equal(task?.get("tags_home"), "x");
    assert.equal(clash, false);
  }
});

Deno.test("importLoss() restores what somebody changed before, though they had what ours was to write", () => {
  const known = task({ description: "tea" });
  const object = task({});
  const theirs = entry(object, urgent);
  const evidence = { base: known, object };
  const overwritten = entry(known, object);
  const found = importLoss({ ...evidence, current: object, entries: [theirs, overwritten] });
  assert.equal(found.task?.get("priority"), "H");
  // What it was to change stood there already, so that it only put back the rest.
  const putBack = entry(urgent, object);
  const seen = importLoss({ ...evidence, current: object, entries: [theirs, putBack] });
  assert.deepEqual([seen.task?.get("priority"), seen.isUntold], ["H", true]);
  assert.equal(seen.own, putBack);
});

Deno.test("importLoss() restores nothing of one who had seen our import", () => {
  const own = entry(base, ours);
  const both = task({ tags_home: "x", priority: "H" });
  const entries = [own, entry(ours, both)];
  assert.equal(importLoss({ base, object: ours, current: both, entries }).task, null);
  assert.equal(importLoss({ base, object: ours, current: ours, entries }).task, null);
});

Deno.test("importLoss() restores no value that somebody replaced before our import read it", () => {
  const low = task({ priority: "L" });
  const object = task({ priority: "L", tags_home: "x" });
  const entries = [entry(base, urgent), entry(urgent, low), entry(low, object)];
  assert.equal(importLoss({ base, object: ours, current: object, entries }).task, null);
  assert.equal(importLoss({ base: low, object, current: object, entries }).task, null);
});

Deno.test("importLoss() takes our deletion back where somebody changed the task unseen", () => {
  const open = task({ status: "pending" });
  const object = task({ status: "deleted" });
  const edited = task({ status: "pending", priority: "H" });
  const entries = [entry(open, edited), entry(edited, object)];
  const { task: restored, clash } = importLoss({ base: open, object, current: object, entries });
  assert.deepEqual([restored, clash], [edited, true]);
  const alone = importLoss({ base: open, object, current: object, entries: [entry(open, object)] });
  assert.deepEqual([alone.task, alone.clash], [null, false]);
});

Deno.test("bystanderLoss() restores no deletion that one who changed the task had not seen", () => {
  const open = task({ status: "pending" });
  const deleted = task({ status: "deleted", end: "100" });
  const edited = task({ status: "pending", priority: "H" });
  assert.deepEqual(bystanderLoss([entry(open, deleted), entry(open, edited)], open), edited);
  assert.deepEqual(bystanderLoss([entry(open, deleted)], open), deleted);
});

Deno.test("bystanderLoss() restores what was destroyed by one who had seen what ours had left, though they had not", () => {
  const [none, left, theirs] = [task({}), task({ priority: "H" }), task({ priority: "L" })];
  assert.deepEqual(bystanderLoss([entry(none, theirs)], left, left), theirs);
  assert.equal(bystanderLoss([entry(none, theirs)], left), null);
});
