import assert from "node:assert/strict";
import { typedOn } from "@/adapters/system/line_editor.ts";

const cases: Readonly<Record<string, readonly [string, string]>> = {
  "a line": ["tk_abc\n", "tk_abc"],
  "backspace": ["tk_abx\x7fc\r", "tk_abc"],
  "backspace of older terminals": ["tk_abx\bc\r", "tk_abc"],
  "more backspaces than characters": ["ab\x7f\x7f\x7f\x7fc\n", "c"],
  "backspace over a character of two units": ["a😀\x7fb\n", "ab"],
  "^U": ["wrong\x15right\n", "right"],
  "^W": ["two words\x17w\n", "two w"],
  "^D with something on the line": ["ab\x04c\n", "abc"],
  "arrows, home and end": ["a\x1b[D\x1b[C\x1b[1;5H\x1bOFb\n", "ab"],
  "other control characters": ["a\x00\x01\tb\x9b\n", "ab"],
};

for (const [what, [typed, text]] of Object.entries(cases)) {
  Deno.test(`R4: typedOn() takes ${what}`, () => {
    assert.deepEqual(typedOn("", typed), { kind: "line", text });
  });
}

Deno.test("R4: typedOn() goes on where the last keys ended", () => {
  const first = typedOn("", "ab\x7f");
  assert.deepEqual(first, { kind: "typing", text: "a" });
  assert.deepEqual(typedOn("a", "\x7f\x7fb\n"), { kind: "line", text: "b" });
});

Deno.test("R4: typedOn() knows the end of the input and an interruption", () => {
  assert.deepEqual(typedOn("", "\x04"), { kind: "end" });
  assert.deepEqual(typedOn("abc", "\x03"), { kind: "interrupt" });
});
