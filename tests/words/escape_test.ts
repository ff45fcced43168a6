import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeControls, escapeJson, escapeLines } from "@/words/escape.ts";

const dangerous = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

Deno.test("escapeControls() shows what would drive the terminal", () => {
  assert.equal(escapeControls("\x1b]0;owned\x07"), "\\x1b]0;owned\\x07");
  assert.equal(escapeControls("a\nb\tc\r\x7f\x9b"), "a\\nb\\tc\\x0d\\x7f\\x9b");
  assert.equal(escapeControls("\u202eevil \ud800"), "\\u202eevil \\ud800");
  assert.equal(escapeControls("Müll 買い物 👩‍👩‍👧 é"), "Müll 買い物 👩‍👩‍👧 é");
});

Deno.test("escapeControls() leaves nothing dangerous in any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.ok(!dangerous.test(escapeControls(text)));
  }));
});

Deno.test("escapeLines() keeps lines and nothing else", () => {
  assert.equal(escapeLines("a\nb\x1b"), "a\nb\\x1b");
});

Deno.test("escapeJson() says the same and has nothing dangerous in it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const json = escapeJson(JSON.stringify({ text }));
    assert.ok(!dangerous.test(json));
    assert.deepEqual(JSON.parse(json), { text });
  }));
});
