import assert from "node:assert/strict";
import { createUndoMemory } from "@/adapters/taskwarrior/v2/undo_record.ts";
import { ownRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";

const uuid = (n: number) => `5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a${String(n).padStart(2, "0")}`;
const entry = (n: number, title: string) =>
  `time 1772355610\nnew [description:"${title}" status:"pending" uuid:"${uuid(n)}"]\n---\n`;
const bytesOf = (text: string) => new TextEncoder().encode(text);

function placesIn(text: string, from = 0) {
  const { places } = createUndoMemory().read(bytesOf(text).subarray(from), from, []);
  return places;
}

Deno.test("read() tells of what was added, of what is gone and of what stands elsewhere as if it had never read", () => {
  const [first, second, third] = [entry(1, "one"), entry(2, "two"), entry(3, "three")];
  const memory = createUndoMemory();
  const length = first.length;
  for (
    const [text, from] of [
      [first, 0],
      [first + second, 0],
      [first + second + third, length],
      [first + second, length],
      [first + second + third, 0],
      [first + third.replace("three", "THREE") + second, 0],
      [first, 0],
      [first, length],
      ["", 0],
    ] as const
  ) {
    const { places } = memory.read(bytesOf(text).subarray(from), from, []);
    assert.deepEqual(places, placesIn(text, from), text);
  }
});

Deno.test("read() takes a range for ours only as long as its bytes are what they were", () => {
  const [first, second] = [entry(1, "one"), entry(2, "two")];
  const memory = createUndoMemory();
  const whole = bytesOf(first + second);
  const ranges = [ownRange(whole.subarray(0, first.length), 0, 0)];
  assert.deepEqual(memory.read(whole, 0, ranges).ranges, ranges);
  assert.deepEqual(memory.read(whole, 0, ranges).ranges, ranges);
  const other = bytesOf(first.replace("one", "ONE") + second);
  assert.deepEqual(memory.read(other, 0, ranges).ranges, []);
  const alien = [{ ...ranges[0]!, digest: "0" }];
  assert.deepEqual(memory.read(whole, 0, alien).ranges, []);
});

Deno.test("isFine() forgets what the next look does not name", () => {
  const memory = createUndoMemory();
  memory.note(new Map([[uuid(1), "as it was"]]));
  assert.ok(memory.isFine(uuid(1), "as it was"));
  assert.ok(!memory.isFine(uuid(1), "otherwise"));
  memory.note(new Map());
  assert.ok(!memory.isFine(uuid(1), "as it was"));
});
