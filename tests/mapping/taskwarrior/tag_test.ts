import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeTag, encodeTag } from "@/mapping/taskwarrior/tag.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom("a", "\r", "\n", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "&"),
  }),
  fc.string({ unit: fc.constantFrom("_", "x", "2", "0", "D", " ", "-", "a", "__", "_x20_", "😀") }),
);
const rules = fc.constantFrom(2, 3);

Deno.test("encodeTag() makes a tag that decodeTag() gives any title back for (T24)", () => {
  fc.assert(
    fc.property(anyText, rules, (title, rule) => {
      assert.equal(decodeTag(encodeTag(title, rule)), title);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("encodeTag() leaves what Taskwarrior takes as it is", () => {
  const plain = fc.stringMatching(/^[a-zA-Z@#$][a-zA-Z0-9@#$.';&?]*(_[a-wyzA-Z][a-z0-9]*)*$/)
    .filter((tag) => tag !== tag.toUpperCase());
  fc.assert(fc.property(plain, rules, (tag, rule) => {
    assert.equal(decodeTag(tag), tag);
    assert.equal(encodeTag(tag, rule), tag);
  }));
  for (
    const tag of ["home", "snake_case", "__init__", "Über", "日本語", "😀", "next", "C#", "P1D"]
  ) {
    assert.equal(encodeTag(decodeTag(tag), 2), tag);
  }
});

Deno.test("encodeTag() writes only what `task modify ±tag` of 2.6.2 can handle (T24)", () => {
  fc.assert(fc.property(anyText, (title) => {
    const tag = encodeTag(title, 2);
    assert.match(tag, /^(?![0-9])[^!"%()*+,\-/:<=>^~\\\s]+$/u);
    assert.match(tag, /^[\P{ASCII}A-Za-z#$@_]/u);
    assert.doesNotMatch(tag, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
  }));
});

Deno.test("encodeTag() stays readable", () => {
  const titles = [
    "next week",
    "follow-up",
    "2025",
    "5 min",
    "a,b",
    "PENDING",
    "c++",
    "",
    "_2",
    "v1.2",
  ];
  assert.deepEqual(titles.map((title) => encodeTag(title, 2)), [
    "next__week",
    "follow_x2D_up",
    "_2025",
    "_5__min",
    "a_x2C_b",
    "_x50_ENDING",
    "c_x2B__x2B_",
    "_x_",
    "_x5F_2",
    "v1.2",
  ]);
});

Deno.test("encodeTag() leaves hyphens to 3.x, where `task` takes them", () => {
  assert.equal(encodeTag("follow-up", 3), "follow-up");
  assert.equal(encodeTag("-up", 3), "_x2D_up");
});

Deno.test("encodeTag() gives titles that differ tags that differ", () => {
  fc.assert(fc.property(anyText, anyText, (a, b) => {
    assert.equal(encodeTag(a, 2) === encodeTag(b, 2), a === b);
  }));
});
