import assert from "node:assert/strict";
import { changed, valueAt } from "@/app/json_change.ts";
import type { Json } from "@/domain/json.ts";
import type { JsonChange } from "@/ports/locked_files.ts";

/** So many objects, one in the other. */
function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
}

const changes: readonly ((depth: number) => JsonChange)[] = [
  (depth) => ({ type: "merge", merge: nested(depth) }),
  (depth) => ({ type: "set", pointer: "/here", value: nested(depth) }),
  (depth) => ({ type: "patch", patch: [{ op: "add", path: "/b", value: nested(depth - 2) }] }),
];

for (const change of changes) {
  const { type } = change(3);

  Deno.test(`changed() takes a ${type} as deep as it may be`, () => {
    assert.notDeepEqual(changed({}, change(64)), {});
  });

  Deno.test(`changed() refuses a ${type} that is deeper, however deep`, () => {
    for (const depth of [65, 200_000]) {
      assert.throws(() => changed({}, change(depth)), {
        code: "USAGE",
        message: "Cannot use the change: it is nested deeper than 64",
      });
    }
  });
}

Deno.test("changed() merges what is there as RFC 7396 has it, and touches nothing that was given", () => {
  const before = { a: 1, b: { c: 2, d: 3 }, constructor: "kept" };
  const after = changed(before, { type: "merge", merge: { a: null, b: { c: 4 }, e: [1] } });
  assert.deepEqual(after, { b: { c: 4, d: 3 }, constructor: "kept", e: [1] });
  assert.deepEqual(before, { a: 1, b: { c: 2, d: 3 }, constructor: "kept" });
});

Deno.test("changed() refuses a patch that does not fit, and what is no list of operations", () => {
  const patch = [{ op: "test", path: "/a", value: 2 }, { op: "add", path: "/b", value: 3 }];
  assert.throws(() => changed({ a: 1 }, { type: "patch", patch }), { code: "STATE_CONFLICT" });
  assert.throws(() => changed({ a: 1 }, { type: "patch", patch: {} }), { code: "USAGE" });
});

Deno.test("valueAt() follows a pointer, through lists too, and refuses what is none", () => {
  const document = { "a/b": [{ "~": 1 }], length: 2 };
  assert.equal(valueAt(document, "/a~1b/0/~0"), 1);
  assert.equal(valueAt(document, "/a~1b/length"), undefined);
  assert.equal(valueAt(document, "/toString"), undefined);
  for (const pointer of ["a", "/~2"]) {
    assert.throws(() => valueAt(document, pointer), { code: "USAGE" });
  }
});
