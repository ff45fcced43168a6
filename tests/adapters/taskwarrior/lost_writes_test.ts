import assert from "node:assert/strict";
import { lossOf, type LossVerdict } from "@/adapters/taskwarrior/v2/lost_writes.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import type { UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";

function task(values: Readonly<Record<string, string>>): StoredTask {
  return new Map(Object.entries({ uuid, status: "pending", ...values }));
}

const before = task({ description: "old", project: "Home", modified: "100" });
const ours = task({ description: "ours", project: "Home", modified: "200" });

function verdict(
  current: StoredTask | null,
  ...theirs: readonly (readonly [StoredTask, StoredTask])[]
): LossVerdict {
  const pairs: readonly (readonly [StoredTask, StoredTask])[] = [[before, ours], ...theirs];
  const entries = pairs.map(([old, made], at): UndoEntry => ({
    from: at,
    to: at + 1,
    uuid,
    old,
    new: made,
  }));
  return lossOf({ entries, isOwn: ({ from }) => from === 0, current, nowSeconds: 1_000 });
}

Deno.test("N1: a write that stands is fine, and so is all that came after it", () => {
  assert.deepEqual(verdict(ours), { kind: "fine" });
  const theirs = task({ description: "theirs", project: "Home", modified: "300" });
  assert.deepEqual(verdict(theirs, [ours, theirs]), { kind: "fine" });
});

Deno.test("N1: a title that somebody is about to record is not taken back", () => {
  const theirs = task({ description: "theirs", project: "Home", modified: "300" });
  assert.deepEqual(verdict(theirs), { kind: "fine" });
});

Deno.test("N1: an old title that somebody is about to record is waited for, then kept", () => {
  const putBack = task({ description: "old", project: "Home", modified: "300" });
  assert.deepEqual(verdict(putBack), { kind: "unsettled" });
  assert.deepEqual(verdict(putBack, [ours, putBack]), { kind: "fine" });
});

Deno.test("N1: what a command destroyed that had not seen it is written again", () => {
  assert.deepEqual(verdict(before), {
    kind: "restore",
    task: new Map([...before, ["description", "ours"]]),
  });
  const moved = task({ description: "old", project: "Work", modified: "300" });
  assert.deepEqual(verdict(moved, [before, moved]), {
    kind: "restore",
    task: new Map([...moved, ["description", "ours"]]),
  });
});

Deno.test("N1: of two edits of one field that did not see each other, the person's stands", () => {
  const theirs = task({ description: "theirs", project: "Home", modified: "300" });
  assert.deepEqual(verdict(theirs, [before, theirs]), { kind: "fine" });
});

Deno.test("N1: a task that is in no file is added again, unless it was deleted or is on its way", () => {
  assert.deepEqual(verdict(null), { kind: "restore", task: ours });
  const gone = task({ description: "ours", status: "deleted", modified: "300" });
  assert.deepEqual(verdict(null, [ours, gone]), { kind: "fine" });
  const done = task({ description: "ours", status: "completed", modified: "300" });
  assert.deepEqual(verdict(null, [ours, done]), { kind: "unsettled" });
});

Deno.test("N1: within the second of the write before, what it replaced is not taken for destroyed", () => {
  const same = task({ description: "old", modified: "200" });
  const entries = [{ from: 0, to: 1, uuid, old: same, new: ours }];
  const evidence = { entries, isOwn: () => true, current: same };
  assert.deepEqual(lossOf({ ...evidence, nowSeconds: 201 }), { kind: "unsettled" });
});

Deno.test("N1: a later write of ours proves nothing about what it had found lost", () => {
  const told = new Map([...before, ["priority", "H"], ["modified", "300"]]);
  const later = new Map([...told, ["due", "500"], ["modified", "400"]]);
  const made = (from: number, old: StoredTask, made: StoredTask): UndoEntry => ({
    from,
    to: from + 1,
    uuid,
    old,
    new: made,
  });
  const entries = [made(0, before, ours), made(1, told, later)];
  const evidence = { isOwn: () => true, current: later, nowSeconds: 1_000 };
  assert.deepEqual(lossOf({ ...evidence, entries }), { kind: "unsettled" });
  const theirs = made(1, before, told);
  const isOwn = (entry: UndoEntry) => entry !== theirs;
  const all = [made(0, before, ours), theirs, made(2, told, later)];
  assert.equal(lossOf({ ...evidence, isOwn, entries: all }).kind, "restore");
});

Deno.test("N1: a deletion that a command destroyed is written again, unless the command changed the task", () => {
  const deleted = task({ description: "old", status: "deleted", modified: "200" });
  const edited = task({ description: "edited", modified: "300" });
  const own: UndoEntry = { from: 0, to: 1, uuid, old: before, new: deleted };
  const theirs: UndoEntry = { from: 1, to: 2, uuid, old: before, new: edited };
  const isOwn = ({ from }: UndoEntry) => from === 0;
  const evidence = { isOwn, nowSeconds: 1_000 };
  const alone = lossOf({ ...evidence, entries: [own], current: before });
  assert.equal(alone.kind, "restore");
  const beside = lossOf({ ...evidence, entries: [own, theirs], current: edited });
  assert.deepEqual(beside, { kind: "fine" });
});

Deno.test("N1: what a command destroyed in the second in which the task was changed before is written again at once where it left more", () => {
  const at = { description: "old", project: "Home", modified: "200" };
  const [base, own] = [task(at), task({ ...at, description: "ours" })];
  const theirs = task({ ...at, priority: "L" });
  const entries = [[base, own], [base, theirs]].map(([old, made], index): UndoEntry => ({
    from: index,
    to: index + 1,
    uuid,
    old: old ?? null,
    new: made ?? base,
  }));
  const lost = (current: StoredTask, some = entries) =>
    lossOf({ entries: some, isOwn: ({ from }) => from === 0, current, nowSeconds: 200 }).kind;
  assert.equal(lost(theirs), "restore");
  assert.equal(lost(base, entries.slice(0, 1)), "unsettled");
});
