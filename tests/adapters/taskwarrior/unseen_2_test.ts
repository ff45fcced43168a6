import assert from "node:assert/strict";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import { markedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";
import { readingOf } from "@/adapters/taskwarrior/common/reading.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import {
  type OwnRange,
  ownRange,
  type UndoEntry,
} from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { type Between, unseenOf, withUnseen2 } from "@/adapters/taskwarrior/v2/unseen_2.ts";
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

/** A task of which `undo.data` tells, after a write of ours to it; each line is so long. */
function world(padding = "") {
  const all = createMemoryFiles(() => 0);
  let bytesRead = 0;
  const files = {
    ...all,
    read(path: string, from: number, to: number) {
      const bytes = all.read(path, from, to);
      bytesRead += bytes.length;
      return bytes;
    },
  };
  const line = (title: string) =>
    `[description:"${title}" modified:"1772355600" uuid:"${uuid}" x:"${padding}"]`;
  const entry = (old: string, made: string) =>
    `time 1772355600\nold ${line(old)}\nnew ${line(made)}\n---\n`;
  const path = "/tw/undo.data";
  const own: OwnRange[] = [];
  const task = {
    uuid,
    description: "theirs",
    status: "pending",
    modified: "20260301T090000Z",
  } as TaskObject;
  const deps = {
    files,
    folder: "/tw",
    settings: defaultTaskwarriorSettings,
    typeOf: () => "string" as const,
    exportOf: () => Promise.resolve(new Map([[uuid, task]])),
  };
  all.write(path, "");
  return {
    positionNow() {
      const mark = { undo: markedFile(files, path).mark(true) };
      return { mark, due: [], watch: { own, unsettled: {} } } as unknown as Position;
    },
    ours(old: string, made: string) {
      const from = all.stat(path)?.size ?? 0;
      all.append(path, entry(old, made));
      own.push(ownRange(all.read(path, from, from + 1_000_000), from, 0));
    },
    theirs: (old: string, made: string) => all.append(path, entry(old, made)),
    async unseen(between: Between) {
      bytesRead = 0;
      const reading = readingOf(task, defaultTaskwarriorSettings);
      const [read] = await withUnseen2([reading], between, deps);
      return read?.kind === "present" ? read.unseen?.title ?? null : assert.fail();
    },
    bytesRead: () => bytesRead,
  };
}

Deno.test("withUnseen2() tells what was replaced unseen until an outcome has told it of that task", async () => {
  const { positionNow, ours, theirs, unseen } = world();
  ours("a", "ours");
  const since = positionNow();
  theirs("a", "theirs");
  const handed = new Map<string, Position>();
  const unseenNow = () => unseen({ since, now: positionNow(), handed });
  assert.equal(await unseenNow(), "ours");
  handed.set(uuid, positionNow());
  assert.equal(await unseenNow(), null);
  theirs("theirs", "b");
  assert.equal(await unseenNow(), null);
  handed.set(uuid, since);
  assert.equal(await unseenNow(), "ours");
});

Deno.test("withUnseen2() reads none of what we have written since, however much that is", async () => {
  const { positionNow, ours, theirs, unseen, bytesRead } = world("x".repeat(10_000));
  const since = positionNow();
  for (let at = 0; at < 20; at++) ours(`${at}`, `${at + 1}`);
  assert.equal(await unseen({ since, now: positionNow() }), null);
  assert.ok(bytesRead() < 1_000, `${bytesRead()} bytes`);
  theirs("0", "theirs");
  assert.equal(await unseen({ since, now: positionNow() }), "20");
});
