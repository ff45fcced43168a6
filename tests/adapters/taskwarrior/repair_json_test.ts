import assert from "node:assert/strict";
import { parseExport } from "@/adapters/taskwarrior/program/export.ts";
import { repairJson } from "@/adapters/taskwarrior/stored/repair_json.ts";

const cases: readonly (readonly [string, string, unknown])[] = [
  ["a proper object", '{"a":"x","b":1.000000,"c":[{"d":"e:f"}]}', {
    a: "x",
    b: 1,
    c: [{ d: "e:f" }],
  }],
  ["raw control characters", '{"a":"x\u0007y\u001bz"}', { a: "x\u0007y\u001bz" }],
  ["text in place of a number", '{"estimate":abc,"uuid":"u"}', { estimate: "abc", uuid: "u" }],
  ["text at the end", '{"uuid":"u","estimate":a b}', { uuid: "u", estimate: "a b" }],
  ["text with commas and quotes", '{"estimate":a,b "c","uuid":"u"}', {
    estimate: 'a,b "c"',
    uuid: "u",
  }],
  ["not a number", '{"estimate":nan,"uuid":"u"}', { estimate: "nan", uuid: "u" }],
  ["quotes and colons in text", '{"a":"say \\"b\\":c","b":2}', { a: 'say "b":c', b: 2 }],
  ["an escaped backslash", '{"a":"x\\\\","b":abc}', { a: "x\\", b: "abc" }],
];

for (const [what, line, expected] of cases) {
  Deno.test(`repairJson() makes JSON of ${what}`, () => {
    assert.deepEqual(JSON.parse(repairJson(line)), expected);
  });
}

Deno.test("parseExport() reads the other tasks and names the one it repaired", () => {
  const warnings: string[] = [];
  const output = '[\n{"uuid":"a","n":abc},\n{"uuid":"b"}\n]\n';
  const objects = parseExport(new TextEncoder().encode(output), (text) => void warnings.push(text));
  assert.deepEqual(objects, [{ uuid: "a", n: "abc" }, { uuid: "b" }]);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /Task a /);
});

Deno.test("parseExport() names the task when nothing can be made of its line", () => {
  const output = '[\n{"uuid":"a","n":"x\n]\n';
  assert.throws(
    () => parseExport(new TextEncoder().encode(output), () => {}),
    { name: "SyncError", code: "TASK_EXPORT", message: /task a / },
  );
});

Deno.test("parseExport() says that text was not UTF-8", () => {
  const warnings: string[] = [];
  const bytes = Uint8Array.from([
    ...new TextEncoder().encode('[{"uuid":"a'),
    0xff,
    0x22,
    0x7d,
    0x5d,
  ]);
  assert.deepEqual(parseExport(bytes, (text) => void warnings.push(text)), [{ uuid: "a\uFFFD" }]);
  assert.equal(warnings.length, 1);
});

Deno.test("parseExport() does not take output that was cut short for all there is", () => {
  const output = '[\n{"uuid":"a"},\n{"uuid":"b"},\n';
  assert.throws(
    () => parseExport(new TextEncoder().encode(output), () => {}),
    { name: "SyncError", code: "TASK_EXPORT" },
  );
});
