import assert from "node:assert/strict";
import fc from "fast-check";
import { SyncError } from "@/domain/errors.ts";
import { digestOf, idsMeant, itemsOfLines } from "@/notices/json_line.ts";

const idsOf = (text: string, pointer = "/id") => itemsOfLines(text, pointer).map(({ id }) => id);

function refusalOf(text: string, pointer = "/id"): SyncError {
  try {
    itemsOfLines(text, pointer);
  } catch (thrown) {
    if (thrown instanceof SyncError) return thrown;
    throw thrown;
  }
  throw new Error("it was taken");
}

Deno.test("itemsOfLines() reads lines as they are, without blank ones, a BOM or carriage returns", () => {
  const items = itemsOfLines('\ufeff{"id":1}\r\n\n  \n {"id" : "x"} \n{"id":2}', "/id");
  assert.deepEqual(items.map(({ line }) => line), ['{"id":1}', ' {"id" : "x"} ', '{"id":2}']);
  assert.deepEqual(items.map(({ id }) => id), ["1", '"x"', "2"]);
  assert.deepEqual(itemsOfLines("", "/id"), []);
});

Deno.test("itemsOfLines() tells ids apart that a double does not", () => {
  const [a, b] = ["12345678901234567890", "12345678901234567891"];
  assert.deepEqual(idsOf(`{"id":${a}}\n{"id":${b}}\n{"id":1e400}\n{"id":1e401}`), [
    a,
    b,
    "1e400",
    "1e401",
  ]);
  assert.notEqual(idsOf('{"id":1}')[0], idsOf('{"id":"1"}')[0]);
  assert.notEqual(idsOf('{"id":"\\ud800"}')[0], idsOf('{"id":"\\ud801"}')[0]);
});

Deno.test("itemsOfLines() finds the id by a pointer", () => {
  const line = '{"a/b":{"~":[0,{"id":7}]},"__proto__":{"x":1}}';
  assert.deepEqual(idsOf(line, "/a~1b/~0/1/id"), ["7"]);
  assert.deepEqual(idsOf(line, "/__proto__/x"), ["1"]);
  assert.match(refusalOf(line, "/constructor").message, /line 1 has no \/constructor/);
  assert.equal(refusalOf(line, "id").code, "USAGE");
});

Deno.test("itemsOfLines() names each line that is no item, and takes none of the others", () => {
  const lines = ['{"id":1}', "garbage", "[1]", '{"id":null}', '{"x":1}', '{"id":{}}', "7", "{"];
  const { code, message } = refusalOf(lines.join("\n"));
  assert.equal(code, "USAGE");
  assert.match(message, /line 2 is not JSON \(.*\)\n {2}line 3 is not a JSON object/);
  assert.match(message, /line 4 has \/id, but it is neither text nor a number/);
  assert.match(message, /line 5 has no \/id/);
  assert.match(message, /and 2 more$/);
});

Deno.test("digestOf() is equal where the content is, whatever the order of keys", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      assert.equal(digestOf(turned), digestOf(value));
      assert.notEqual(digestOf({ ...value, "one more": 1 }), digestOf(value));
    }),
  );
});

Deno.test("idsMeant() takes a number for text as well", () => {
  assert.deepEqual(idsMeant("17"), ['"17"', "17"]);
  assert.deepEqual(idsMeant('a"b'), ['"a\\"b"']);
});
