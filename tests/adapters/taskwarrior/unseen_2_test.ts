import assert from "node:assert/strict";
import type { UndoEntry } from "@/adapters/taskwarrior/undo_entries.ts";
import { unseenOf } from "@/adapters/taskwarrior/unseen_2.ts";

type Titles = readonly [old: string, made: string];

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
const stored = (description: string) => new Map([["uuid", uuid], ["description", description]]);

/** Which values were replaced unseen by these; the first is ours, and those from `told` on are news. */
function replacedBy(titles: readonly Titles[], { own = [0], told = 0 } = {}) {
  const entries = titles.map(([old, made], at): UndoEntry => ({
    from: at,
    to: at + 1,
    uuid,
    old: stored(old),
    new: stored(made),
  }));
  const isOwn = ({ from }: UndoEntry) => own.includes(from);
  return [...unseenOf(entries, { isOwn, isNews: ({ from }) => from >= told }).replaced];
}

Deno.test("unseenOf() are those of ours that a command replaced which had read what stood before", () => {
  assert.deepEqual(replacedBy([["a", "ours"], ["a", "theirs"]]), [["description", "ours"]]);
  const twice: readonly Titles[] = [["a", "b"], ["b", "ours"], ["a", "theirs"]];
  assert.deepEqual(replacedBy(twice, { own: [0, 1] }), [["description", "ours"]]);
});

Deno.test("unseenOf() are none where it had read ours, has the same, or left the field alone", () => {
  assert.deepEqual(replacedBy([["a", "ours"], ["ours", "theirs"]]), []);
  assert.deepEqual(replacedBy([["a", "ours"], ["a", "ours"]]), []);
  assert.deepEqual(replacedBy([["a", "ours"], ["a", "a"]]), []);
});

Deno.test("unseenOf() are none where that was told before, somebody had replaced it, or we wrote it again", () => {
  assert.deepEqual(replacedBy([["a", "ours"], ["a", "theirs"]], { told: 2 }), []);
  assert.deepEqual(replacedBy([["a", "ours"], ["ours", "b"], ["a", "theirs"]]), []);
  const again: readonly Titles[] = [["a", "ours"], ["a", "theirs"], ["theirs", "ours"]];
  assert.deepEqual(replacedBy(again, { own: [0, 2] }), []);
});

Deno.test("unseenOf() tells of a deletion what it had read in place of ours", () => {
  const deletionOf = (read: string) => {
    const entry = (from: number, old: string, made: ReadonlyMap<string, string>): UndoEntry => ({
      from,
      to: from + 1,
      uuid,
      old: stored(old),
      new: made,
    });
    const deleted = new Map([...stored(read), ["status", "deleted"]]);
    const entries = [entry(0, "a", stored("ours")), entry(1, read, deleted)];
    return unseenOf(entries, { isOwn: ({ from }) => from === 0, isNews: () => true }).read;
  };
  assert.deepEqual(deletionOf("a"), new Map([["description", "a"]]));
  assert.equal(deletionOf("ours"), null);
});
