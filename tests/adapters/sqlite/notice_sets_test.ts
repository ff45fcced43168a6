import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import type { SyncError } from "@/domain/errors.ts";
import { choose } from "@/notices/choose.ts";
import type { NoticeItem, NoticeSets } from "@/ports/notice_sets.ts";
import { item } from "@tests/notices/support.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const rules = { changed: false, redeliverAfterMs: 60_000, isGone: () => false };
const by = { holder: "a test", nowMs: 1_000 };

function take(sets: NoticeSets, set: string, items: readonly NoticeItem[], nowMs = by.nowMs) {
  return sets.reserve(set, { ...by, nowMs }, choose(items, { ...rules, nowMs }));
}

const idsOf = ({ items }: ReturnType<NoticeSets["reserve"]>) =>
  items.map(({ id }) => JSON.parse(id));

function refusalOf(path: string): SyncError {
  try {
    openNoticeSets(path)[Symbol.dispose]();
  } catch (thrown) {
    return thrown as SyncError;
  }
  throw new Error(`${path} was opened`);
}

Deno.test("reserve() takes each item once among all who have the file open", () => {
  using folder = tempFolder();
  using one = openNoticeSets(folder.file("state/notices.db"));
  using other = openNoticeSets(folder.file("state/notices.db"));
  const first = take(one, "s", [item("a"), item("b")]);
  assert.deepEqual(idsOf(first), ["a", "b"]);
  assert.deepEqual(idsOf(take(other, "s", [item("b"), item("c")])), ["c"]);
  assert.deepEqual(other.list(), [{ name: "s", seen: 0 }]);
  one.confirm(first, 2_000);
  assert.deepEqual(other.list(), [{ name: "s", seen: 2 }]);
  assert.deepEqual(idsOf(take(other, "t", [item("a")])), ["a"]);
});

Deno.test("release() leaves the items to the next run, which sees that they are repeated", () => {
  using folder = tempFolder();
  using sets = openNoticeSets(folder.file("notices.db"));
  sets.release(take(sets, "s", [item("a")]));
  const again = take(sets, "s", []);
  assert.deepEqual(again.items.map(({ line, isRepeated }) => [line, isRepeated]), [
    [item("a").line, true],
  ]);
});

Deno.test("confirm() does nothing to what another run has taken over", () => {
  using folder = tempFolder();
  using sets = openNoticeSets(folder.file("notices.db"));
  const slow = take(sets, "s", [item("a")]);
  const next = take(sets, "s", [item("a")], 100_000);
  sets.confirm(slow, 100_001);
  assert.deepEqual(sets.list(), [{ name: "s", seen: 0 }]);
  sets.confirm(next, 100_002);
  assert.deepEqual(sets.list(), [{ name: "s", seen: 1 }]);
});

Deno.test("forget() forgets all, some ids, or what was seen long ago, and the marks with them", () => {
  using folder = tempFolder();
  using sets = openNoticeSets(folder.file("notices.db"));
  sets.confirm(take(sets, "s", [item("a"), item("b")]), 1_000);
  sets.confirm(take(sets, "s", [item("c"), item("d")]), 5_000);
  sets.setMark("s", "log", 7);
  assert.equal(sets.mark("s", "log"), 7);
  assert.equal(sets.forget("s", { ids: ['"b"', '"x"'], seenBeforeMs: null }), 1);
  assert.equal(sets.mark("s", "log"), 0);
  assert.equal(sets.forget("s", { ids: null, seenBeforeMs: 5_000 }), 1);
  assert.deepEqual(idsOf(take(sets, "s", [item("a"), item("b"), item("c")])), ["a", "b"]);
  assert.equal(sets.forget("s", { ids: null, seenBeforeMs: null }), 4);
  assert.deepEqual(sets.list(), []);
  assert.equal(sets.forget("s", { ids: null, seenBeforeMs: null }), null);
});

Deno.test("openNoticeSets() makes the file for its owner alone", () => {
  using folder = tempFolder();
  const path = folder.file("deeper/notices.db");
  openNoticeSets(path)[Symbol.dispose]();
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(folder.file("deeper"))].map(({ name }) => name), [
    "notices.db",
  ]);
});

Deno.test("openNoticeSets() refuses what is no file of its own, or a newer one, and leaves it as it is", () => {
  using folder = tempFolder();
  const cases: readonly (readonly [string, () => void, string])[] = [
    [
      "text",
      () => Deno.writeTextFileSync(folder.file("text"), "dear diary\n".repeat(99)),
      "STATE_DAMAGED",
    ],
    ["empty", () => Deno.writeTextFileSync(folder.file("empty"), ""), "STATE_DAMAGED"],
    ["folder", () => Deno.mkdirSync(folder.file("folder")), "CONFIG"],
    ["newer", () => {
      openNoticeSets(folder.file("newer"))[Symbol.dispose]();
      using db = new DatabaseSync(folder.file("newer"));
      db.exec("PRAGMA user_version=99");
    }, "LOG_NEWER"],
  ];
  for (const [name, make, code] of cases) {
    make();
    const size = Deno.statSync(folder.file(name)).size;
    const error = refusalOf(folder.file(name));
    assert.equal(error.code, code, name);
    assert.ok(error.message.includes(folder.file(name)));
    assert.equal(Deno.statSync(folder.file(name)).size, size);
  }
});
