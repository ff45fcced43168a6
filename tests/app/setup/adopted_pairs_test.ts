import assert from "node:assert/strict";
import { adoptedPairs } from "@/app/setup/adopted_pairs.ts";

const a = "0b3ac2ff-6a0c-4d58-9f6f-8e6a3a1f2c01";
const b = "5f0c4a52-1d38-4a7f-8a3e-6f9a1b2c3d02";
const both = [{ uuid: a, vikunjaId: 12 }, { uuid: b, vikunjaId: 7 }];

for (
  const [form, text] of [
    ["an object by UUID", JSON.stringify({ [a]: 12, [b]: "7" })],
    ["an object by id", `{"12":"${a}","7":"${b}"}`],
    ["a list of pairs", JSON.stringify([[a, 12], [7, b]])],
    ["a list of objects", JSON.stringify([{ uuid: a, vikunja_id: 12 }, { tw: b, id: 7 }])],
    ["something around it", JSON.stringify({ version: 2, map: { [a]: 12, [b]: 7 } })],
    ["objects by UUID", JSON.stringify({ [a]: { vikunja: 12, tries: 3 }, [b]: { id: 7 } })],
    ["a line of JSON each", `{"uuid":"${a}","id":12}\n{"uuid":"${b}","id":7}\n`],
    ["CSV with a heading", `uuid,vikunja_id\n${a},12\n"${b.toUpperCase()}","7"\n`],
    ["TSV", `12\t${a}\r\n#7\t${b}\r\n`],
  ] as const
) {
  Deno.test(`adoptedPairs() reads ${form}`, () => {
    const byUuid = (x: { uuid: string }, y: { uuid: string }) => x.uuid < y.uuid ? -1 : 1;
    assert.deepEqual(adoptedPairs(text).toSorted(byUuid), both);
  });
}

Deno.test("adoptedPairs() takes the number that is called after Vikunja", () => {
  const text = JSON.stringify([{ id: 99, uuid: a, project: 3, vikunja_id: 12 }]);
  assert.deepEqual(adoptedPairs(text), [{ uuid: a, vikunjaId: 12 }]);
});

Deno.test("adoptedPairs() finds nothing where there is nothing", () => {
  for (const text of ["", "uuid,id\n", "{}", "[]", "[1, 2", `{"${a}": 0}`, `["${a}"]`]) {
    assert.deepEqual(adoptedPairs(text), [], text);
  }
});
