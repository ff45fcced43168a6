import assert from "node:assert/strict";
import fc from "fast-check";
import { textWidth, wrapToWidth } from "@/cli/terminal/width.ts";

Deno.test("wrapToWidth() breaks between words, and within one that is too long", () => {
  assert.deepEqual(wrapToWidth("buy milk and bread", 8), ["buy milk", "and", "bread"]);
  assert.deepEqual(wrapToWidth("milk: 0123456789", 6), ["milk:", "012345", "6789"]);
  assert.deepEqual(wrapToWidth("日本語テキスト", 5), ["日本", "語テ", "キス", "ト"]);
  assert.deepEqual(wrapToWidth("  as it is", 20), ["  as it is"]);
  assert.deepEqual(wrapToWidth("aa  a日", 2), ["aa", "a", "日"]);
  assert.deepEqual(wrapToWidth("", 5), [""]);
});

Deno.test("wrapToWidth() loses nothing but spaces, and stays within the width", () => {
  const text = fc.array(fc.constantFrom("a", "bc", " ", "  ", "日", "👩‍👩‍👧", "é", "wordword"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), (text, columns) => {
      const lines = wrapToWidth(text, columns);
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      if (textWidth(text) <= columns) return assert.deepEqual(lines, [text]);
      for (const line of lines) assert.ok(textWidth(line) <= columns, line);
    }),
  );
});
