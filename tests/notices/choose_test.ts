import assert from "node:assert/strict";
import { chosen, flight, item, viewOf } from "@tests/notices/support.ts";

Deno.test("choose() takes what nobody has seen, once, in the order given", () => {
  const items = [item("c"), item("a"), item("b"), item("c")];
  assert.deepEqual(chosen(items, viewOf({ a: "a" })), ["c", "b"]);
});

Deno.test("choose() leaves to another run what that has under way", () => {
  const view = viewOf({}, [flight("a")]);
  assert.deepEqual(chosen([item("a"), item("b")], view), ["b"]);
  assert.deepEqual(chosen([item("a")], view, { changed: true }), []);
});

Deno.test("choose() repeats what a run took too long ago, given again or not", () => {
  const view = viewOf({}, [flight("a"), flight("b")]);
  const late = { nowMs: 160_000 };
  assert.deepEqual(chosen([item("b")], view, { nowMs: 159_999 }), []);
  assert.deepEqual(chosen([item("b"), item("c")], view, late), ["b repeated", "c", "a repeated"]);
});

Deno.test("choose() repeats at once what was given back or whose holder is known to be gone", () => {
  const view = viewOf({}, [flight("a", { holder: "" }), flight("b", { holder: "dead" })]);
  const isGone = (holder: string) => holder === "dead";
  assert.deepEqual(chosen([], view, { isGone }), ["a repeated", "b repeated"]);
});

Deno.test("choose() does not wait for ever where the clock was set back", () => {
  assert.deepEqual(chosen([], viewOf({}, [flight("a")]), { nowMs: 1_000 }), ["a repeated"]);
});

Deno.test("choose() takes changed content only where it is asked for, each change once", () => {
  const view = viewOf({ a: "1", b: "1" });
  const items = [item("a", "2"), item("b", "1"), item("a", "2"), item("a", "3")];
  assert.deepEqual(chosen(items, view), []);
  assert.deepEqual(chosen(items, view, { changed: true }), ["a changed", "a changed"]);
  assert.deepEqual(chosen([item("c", "1"), item("c", "2")], view, { changed: true }), ["c", "c"]);
});

Deno.test("choose() takes what another run has under way with other content, as that run did", () => {
  const view = viewOf({}, [flight("a", { digest: "1" })]);
  assert.deepEqual(chosen([item("a", "2")], view, { changed: true }), ["a"]);
  assert.deepEqual(chosen([item("a", "1")], view, { changed: true }), []);
});

Deno.test("choose() repeats a change only for those who ask for changes", () => {
  const view = viewOf({ a: "1" }, [flight("a", { digest: "2", isChange: true, holder: "" })]);
  assert.deepEqual(chosen([], view), []);
  assert.deepEqual(chosen([], view, { changed: true }), ["a changed repeated"]);
});
