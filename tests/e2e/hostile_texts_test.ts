import assert from "node:assert/strict";
import { createWorld } from "@tests/support/world.ts";

interface Made {
  readonly id: number;
}

const hostile: readonly (readonly [string, string])[] = [
  ["headings", "<p># a</p>".repeat(2_400)],
  ["breaks in many blocks", `${"<div>".repeat(10_000)}${"<br>".repeat(100_000)}said`],
  ["blocks in blocks", `${"<div>".repeat(100_000)}said`],
  ["signs", `<p>${"[".repeat(100_000)}said</p>`],
];

Deno.test("N16: descriptions and comments that nobody could have written arrive, and what they lose is said", async () => {
  await using world = await createWorld();
  for (const [title, text] of hostile) {
    const body = { title, description: text };
    const { id } = await world.api<Made>("POST", "/api/v2/projects/1/tasks", body);
    await world.api("POST", `/api/v2/tasks/${id}/comments`, { comment: text });
  }
  const { code, stderr } = await world.run(["sync"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /"blocks in blocks": its notes are too large or too intricate/);
  const tasks = await world.export();
  assert.equal(tasks.length, hostile.length);
  for (const { description, notes, annotations } of tasks) {
    const said = description === "headings" ? /# a/ : /said/;
    assert.match(String(notes), said, description);
    assert.match(JSON.stringify(annotations), said, description);
  }
  const again = await world.json(["sync", "--full"]);
  assert.deepEqual(again["updated"], { taskwarrior: 0, vikunja: 0 });
  await world.task(String(tasks[0]?.uuid), "modify", "priority:H");
  assert.deepEqual((await world.json(["sync"]))["updated"], { taskwarrior: 0, vikunja: 1 });
});
