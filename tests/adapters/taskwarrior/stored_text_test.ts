import assert from "node:assert/strict";
import type { Reading, Task } from "@/domain/task.ts";
import { checkedText, textOf } from "@/adapters/taskwarrior/stored/stored_text.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { order } from "@tests/support/replica_hands.ts";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
function taskOf(reading: Reading | undefined): Task {
  assert.ok(reading?.kind === "present");
  return reading.task;
}

const halves = [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80];

Deno.test("textOf() reads two halves of a character as that character", () => {
  assert.equal(textOf(new Uint8Array([0x61, ...halves, 0x62, ...halves])), "a😀b😀");
  assert.equal(textOf(new TextEncoder().encode("ü 😀 \uffff \ufffd")), "ü 😀 \uffff \ufffd");
  assert.equal(textOf(new Uint8Array([0xed, 0xaf, 0xbf, 0xed, 0xbf, 0xbf])), "\u{10ffff}");
});

Deno.test("checkedText() tells of half a character, and of nothing else", () => {
  const whole = checkedText(new Uint8Array(halves));
  assert.deepEqual(whole, { text: "😀", isWhole: true });
  const half = checkedText(new Uint8Array([0x61, ...halves.slice(0, 3)]));
  assert.deepEqual(half, { text: "a\ufffd\ufffd\ufffd", isWhole: false });
});

/** 2.6 stores what comes escaped in halves; 3 destroys it by itself. */
Deno.test("an emoji that was imported escaped is read, and stays whole through writes (Taskwarrior 2.6)", async () => {
  await using tw = await createTaskwarrior("2.6");
  const replica = replicaOf(tw);
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  const imported = `[{"uuid":"${uuid}","description":"Hi \\ud83d\\ude00","status":"pending",` +
    `"annotations":[{"entry":"20260101T000000Z","description":"\\ud83c\\udf89 done"}]}]`;
  const { code } = await tw.run(["import", "-"], { stdin: imported });
  assert.equal(code, 0);
  const { readings } = await replica.changes(
    { cursor: replica.cursor(), full: false, knownCount: 0 },
    signal,
  );
  const task = taskOf(readings[0]);
  assert.equal(task.title, "Hi 😀");
  assert.deepEqual(task.comments.map(({ text }) => text), ["🎉 done"]);

  const patch = { priority: 3 };
  const [written] = await replica.write([
    order(uuid, { kind: "update", patch, expected: { priority: 0 } }),
  ], signal);
  assert.equal(written?.kind, "written");
  const [read] = await replica.read([uuid], signal);
  assert.equal(taskOf(read).title, "Hi 😀");
  assert.equal(taskOf(read).priority, 3);

  const [titled] = await replica.write([
    order(uuid, { kind: "update", patch: { title: "Ho 😀" }, expected: { title: "Hi 😀" } }),
  ], signal);
  assert.equal(titled?.kind, "written");
  const exported = await tw.export();
  assert.equal(exported[0]?.["description"], "Ho 😀");
  const [after] = await replica.read([uuid], signal);
  assert.deepEqual(taskOf(after).comments.map(({ text }) => text), ["🎉 done"]);
  assert.deepEqual(replica.warnings, []);
});
