import assert from "node:assert/strict";
import { choose } from "@/notices/choose.ts";
import type { NoticeItem, NoticeSets } from "@/ports/notice_sets.ts";
import { item } from "@tests/notices/support.ts";

interface NoticeSetsSubject extends Disposable {
  /** As another process has them. */
  open(): NoticeSets;
}

const rules = { changed: false, redeliverAfterMs: 60_000, isGone: () => false };
const by = { holder: "a test", nowMs: 1_000 };

function take(sets: NoticeSets, set: string, items: readonly NoticeItem[], nowMs = by.nowMs) {
  return sets.reserve(set, { ...by, nowMs }, choose(items, { ...rules, nowMs }));
}

const idsOf = ({ items }: ReturnType<NoticeSets["reserve"]>) =>
  items.map(({ id }) => JSON.parse(id));

/** What all sets of what was seen promise; `make` gives a place without any. */
export function noticeSetsContract(name: string, make: () => NoticeSetsSubject): void {
  const test = (what: string, body: (sets: NoticeSets, subject: NoticeSetsSubject) => void) =>
    Deno.test(`${name}: ${what}`, () => {
      using subject = make();
      using sets = subject.open();
      body(sets, subject);
    });

  test("reserve() takes each item once among all who have the file open", (one, subject) => {
    using other = subject.open();
    const first = take(one, "s", [item("a"), item("b")]);
    assert.deepEqual(idsOf(first), ["a", "b"]);
    assert.deepEqual(idsOf(take(other, "s", [item("b"), item("c")])), ["c"]);
    assert.deepEqual(other.list(), [{ name: "s", seen: 0 }]);
    one.confirm(first, 2_000);
    assert.deepEqual(other.list(), [{ name: "s", seen: 2 }]);
    assert.deepEqual(idsOf(take(other, "t", [item("a")])), ["a"]);
  });

  test("release() leaves the items to the next run, which sees that they are repeated", (sets) => {
    sets.release(take(sets, "s", [item("a")]));
    const again = take(sets, "s", []);
    assert.deepEqual(again.items.map(({ line, isRepeated }) => [line, isRepeated]), [
      [item("a").line, true],
    ]);
  });

  test("confirm() does nothing to what another run has taken over", (sets) => {
    const slow = take(sets, "s", [item("a")]);
    const next = take(sets, "s", [item("a")], 100_000);
    sets.confirm(slow, 100_001);
    assert.deepEqual(sets.list(), [{ name: "s", seen: 0 }]);
    sets.confirm(next, 100_002);
    assert.deepEqual(sets.list(), [{ name: "s", seen: 1 }]);
  });

  test("forget() forgets all, some ids, or what was seen long ago, and the marks with them", (sets) => {
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

  test("forget() leaves what was taken and not printed to be taken anew", (sets) => {
    take(sets, "s", [item("a")]);
    sets.confirm(take(sets, "s", [item("b")]), 1_000);
    assert.equal(sets.forget("s", { ids: ['"a"'], seenBeforeMs: null }), 1);
    assert.deepEqual(idsOf(take(sets, "s", [item("a"), item("b")])), ["a"]);
  });

  test("forget() forgets marks only with what they stand for", (sets) => {
    sets.confirm(take(sets, "s", [item("a")]), 1_000);
    sets.setMark("s", "log", 7);
    assert.equal(sets.forget("s", { ids: ['"x"'], seenBeforeMs: null }), 0);
    assert.equal(sets.mark("s", "log"), 7);
    sets.setMark("empty", "log", 9);
    assert.deepEqual(sets.list(), [{ name: "empty", seen: 0 }, { name: "s", seen: 1 }]);
    assert.equal(sets.forget("empty", { ids: null, seenBeforeMs: null }), 0);
    assert.deepEqual([sets.mark("empty", "log"), sets.mark("none", "log")], [0, 0]);
    assert.deepEqual(sets.list(), [{ name: "s", seen: 1 }]);
  });

  test("reserve() changes nothing when the choice fails, and tells of flights in the order of ids", (sets) => {
    const failing = () => {
      throw new Error("cannot choose");
    };
    assert.throws(() => sets.reserve("s", by, failing), { message: "cannot choose" });
    assert.deepEqual(sets.list(), []);
    take(sets, "s", [item("b"), item("a")]);
    sets.reserve("s", by, ({ flights }) => {
      assert.deepEqual([...flights.keys()], ['"a"', '"b"']);
      assert.deepEqual(flights.get('"a"'), {
        ...item("a"),
        reservedAtMs: by.nowMs,
        holder: by.holder,
        isChange: false,
      });
      return [];
    });
  });
}
