import assert from "node:assert/strict";
import { goneOnFrom } from "@/adapters/taskwarrior/v2/recorded.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const entry = (name: string) => `time 1\nnew [uuid:"${name}"]\n---\n`;

Deno.test("goneOnFrom() is where undo.data ended, or where an undo has cut it since", () => {
  const then = bytes(entry("a") + entry("b"));
  const from = (now: string) =>
    goneOnFrom({
      size: () => now.length,
      read: (begin, end) => bytes(now).slice(begin, end),
    }, { size: then.length, tail: then });
  assert.equal(from(entry("a") + entry("b")), then.length);
  assert.equal(from(entry("a") + entry("b") + entry("c")), then.length);
  assert.equal(from(entry("a") + entry("c")), entry("a").length);
  assert.equal(from(entry("a")), entry("a").length);
  assert.equal(from(""), 0);
});
