import assert from "node:assert/strict";
import fc from "fast-check";
import { withoutPaint } from "@/cli/terminal/paint.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import { cutToWidth, padToWidth, textWidth } from "@/cli/terminal/width.ts";

Deno.test("textWidth() counts columns, not letters", () => {
  const widths = ["abc", "Müll", "e\u0301", "買い物", "ｱ", "👍", "👩‍👩‍👧", "❤️", "한글", ""].map(
    textWidth,
  );
  assert.deepEqual(widths, [3, 4, 1, 6, 1, 2, 2, 2, 4, 0]);
});

Deno.test("cutToWidth() never is wider than asked, and never cuts a sign in two", () => {
  assert.equal(cutToWidth("買い物リスト", 6), "買い…");
  assert.equal(cutToWidth("abc", 3), "abc");
  assert.equal(cutToWidth("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 20 }), (text, columns) => {
    assert.ok(textWidth(cutToWidth(text, columns)) <= columns);
    assert.ok(textWidth(padToWidth(text, columns)) >= columns);
  }));
});

Deno.test("tableLines() takes as many rows as there are tasks", () => {
  const rows = Array.from({ length: 200_000 }, (_, at) => [String(at)]);
  assert.equal(tableLines([{ title: "task" }], rows).length, 200_001);
});

Deno.test("tableLines() lines up wide signs and keeps a cell from breaking out of its line", () => {
  const lines = tableLines(
    [{ title: "title", maxWidth: 8 }, { title: "in" }],
    [["買い物", "Vikunja"], ["a\nb\x1b[2J", "x"], ["very long title", ""]],
  );
  assert.deepEqual(lines.map(withoutPaint), [
    "title     in",
    "買い物    Vikunja",
    "a\\nb\\x1…  x",
    "very lo…",
  ]);
});
