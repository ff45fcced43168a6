import assert from "node:assert/strict";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Position } from "@/adapters/taskwarrior/cursor.ts";
import { markedFile } from "@/adapters/taskwarrior/marked_file.ts";
import { readingOf } from "@/adapters/taskwarrior/reading.ts";
import type { TaskObject } from "@/adapters/taskwarrior/task_object.ts";
import { ownRange, type UndoEntry } from "@/adapters/taskwarrior/undo_entries.ts";
import { unseenOf, withUnseen2 } from "@/adapters/taskwarrior/unseen_2.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

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

Deno.test("withUnseen2() tells what was replaced unseen until an outcome has told it of that task", async () => {
  const files = createMemoryFiles(() => 0);
  const line = (title: string) => `[description:"${title}" modified:"1772355600" uuid:"${uuid}"]`;
  const entry = (old: string, made: string) =>
    `time 1772355600\nold ${line(old)}\nnew ${line(made)}\n---\n`;
  const path = "/tw/undo.data";
  const positionNow = () => {
    const mark = { undo: markedFile(files, path).mark(true) };
    return { mark, due: [], watch: { own: [ours], unsettled: {} } } as unknown as Position;
  };
  files.write(path, entry("a", "ours"));
  const ours = ownRange(files.read(path, 0, 1_000), 0, 0);
  const since = positionNow();
  files.append(path, entry("a", "theirs"));
  const task = {
    uuid,
    description: "theirs",
    status: "pending",
    modified: "20260301T090000Z",
  } as TaskObject;
  const reading = readingOf(task, defaultTaskwarriorSettings);
  const deps = {
    files,
    folder: "/tw",
    settings: defaultTaskwarriorSettings,
    typeOf: () => "string" as const,
    exportOf: () => Promise.resolve(new Map([[uuid, task]])),
  };
  const handed = new Map<string, Position>();
  const unseen = async () => {
    const now = positionNow();
    const [read] = await withUnseen2([reading], { since, now, handed }, deps);
    return read?.kind === "present" ? read.unseen?.title ?? null : assert.fail();
  };
  assert.equal(await unseen(), "ours");
  handed.set(uuid, positionNow());
  assert.equal(await unseen(), null);
  files.append(path, entry("theirs", "b"));
  assert.equal(await unseen(), null);
  handed.set(uuid, since);
  assert.equal(await unseen(), "ours");
});
