import assert from "node:assert/strict";
import { undoEntriesIn } from "@/adapters/taskwarrior/stored/undo_entries.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";

function taskOf(title: string) {
  const text = `time 1772355600\nnew [description:"${title}" uuid:"${uuid}"]\n---\n`;
  const [entry] = undoEntriesIn(new TextEncoder().encode(text), 0);
  return entry?.new;
}

Deno.test("undoEntriesIn() reads an entry once as long as little came since, however long the entries are", () => {
  const first = taskOf("first");
  assert.equal(first?.get("description"), "first");
  assert.equal(taskOf("first"), first);
  for (let at = 0; at < 8; at++) taskOf(`${at}${"x".repeat(200_000)}`);
  assert.notEqual(taskOf("first"), first);
  assert.deepEqual(taskOf("first"), first);
  const longer = "x".repeat(2_000_000);
  assert.equal(taskOf(longer)?.get("description"), longer);
});
