import assert from "node:assert/strict";
import { readKeys } from "@/cli/inbox/keys.ts";

const words = (sent: string, isOver = true) =>
  readKeys(sent, isOver).keys.map((key) => key.kind === "key" ? `<${key.name}>` : key.text);

Deno.test("readKeys() tells keys from characters, in both forms that terminals have", () => {
  assert.deepEqual(words("t\x1b[A\x1bOB\r 日\x7f\x1b[5~\x1b[1;5C"), [
    "t",
    "<up>",
    "<down>",
    "<enter>",
    " ",
    "日",
    "<backspace>",
    "<page up>",
  ]);
  assert.deepEqual(words("\x00\x01\x1b"), ["<escape>"]);
});

Deno.test("readKeys() waits for the rest of a sequence, and takes an Escape that is alone for the key", () => {
  assert.deepEqual(readKeys("a\x1b[", false), {
    keys: [{ kind: "text", text: "a" }],
    rest: "\x1b[",
  });
  assert.deepEqual(words("\x1b[A"), ["<up>"]);
  assert.deepEqual(readKeys("\x1b", false).rest, "\x1b");
  assert.deepEqual(words("\x1b"), ["<escape>"]);
});

Deno.test("readKeys() takes what is pasted for no keys, also where it comes in pieces", () => {
  const { keys, rest } = readKeys("\x1b[200~v\r", false);
  assert.deepEqual(keys, []);
  const pasted = { kind: "paste", text: "v\rt" };
  assert.deepEqual(readKeys(`${rest}t\x1b[201~q`, false).keys, [
    pasted,
    { kind: "text", text: "q" },
  ]);
});
