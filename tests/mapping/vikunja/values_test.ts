import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "@/domain/json.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { createBodyForVikunja, valuesForVikunja } from "@/mapping/vikunja/values.ts";
import { isNonce, nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { taskwarriorTask } from "@tests/mapping/arbitrary_tasks.ts";

Deno.test("valuesForVikunja() names exactly the columns that the patch changes", () => {
  assert.deepEqual(valuesForVikunja({}), {});
  assert.deepEqual(valuesForVikunja({ notes: "", dueAt: null, done: false, priority: 0 }), {
    description: "",
    due_date: "0001-01-01T00:00:00Z",
    done: false,
    priority: 0,
  });
  const others = {
    project: ["a"],
    labels: { add: ["x"], remove: [] },
    doneAt: "2026-01-01T00:00:00Z",
    assignees: ["ann"],
  };
  assert.deepEqual(valuesForVikunja(others), {});
});

Deno.test("createBodyForVikunja() makes a body that is read as the task", () => {
  fc.assert(fc.property(taskwarriorTask, (task) => {
    const body = createBodyForVikunja(task, null, nonceInstant("key"));
    const read = taskFromVikunja(body, task.project).task;
    const { labels: _, depends: __, comments: ___, assignees: ____, ...columns } = task;
    const { labels: _1, depends: _2, comments: _3, assignees: _4, ...answered } = read;
    assert.deepEqual(answered, columns);
  }));
});

Deno.test("createBodyForVikunja() puts the nonce where only undone tasks do not show it", () => {
  const [task] = fc.sample(taskwarriorTask, 1);
  assert.ok(task !== undefined);
  const nonce = nonceInstant("stream@4");
  const doneAt = "2026-11-20T10:00:00Z";
  const open = createBodyForVikunja({ ...task, done: false, doneAt: null }, null, nonce);
  assert.equal(open["done_at"], nonce);
  const done = createBodyForVikunja({ ...task, done: true, doneAt }, null, nonce);
  assert.equal(done["done_at"], doneAt);
  const neither = createBodyForVikunja({ ...task, done: false, doneAt: null }, null, null);
  assert.equal("done_at" in neither, false);
});

Deno.test("createBodyForVikunja() makes again what Vikunja alone had", () => {
  const [task] = fc.sample(taskwarriorTask, 1);
  assert.ok(task !== undefined);
  const raw: JsonObject = {
    is_favorite: true,
    hex_color: "112233",
    percent_done: 0.5,
    end_date: "2026-12-01T00:00:00Z",
    repeat_after: 86400,
    repeat_mode: 2,
    assignees: [{ id: 4, username: "ann" }],
    reminders: [{ reminder: "2026-11-22T10:00:00Z", relative_period: 0, relative_to: "" }],
  };
  const unmakeable = { attachments: [{ id: 1 }], cover_image_attachment_id: 1 };
  const { extra } = taskFromVikunja({ ...raw, ...unmakeable }, []);
  const body = createBodyForVikunja(task, extra, null);
  const again = taskFromVikunja(body, []).extra;
  assert.deepEqual(again, taskFromVikunja(raw, []).extra);
  assert.deepEqual(body["assignees"], [{ id: 4 }]);
});

Deno.test("nonceInstant() is always the same whole second of 1900 to 1969", () => {
  assert.equal(nonceInstant("a@1"), "1929-04-22T17:38:54Z");
  fc.assert(fc.property(fc.string(), (key) => {
    const at = nonceInstant(key);
    assert.match(at, /^19[0-6]\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(isNonce(at));
  }));
  assert.equal(isNonce("1970-01-01T00:00:00Z"), false);
  assert.equal(isNonce("0001-01-01T00:00:00Z"), false);
});

Deno.test("nonceInstant() differs for keys that differ", () => {
  const keys = Array.from({ length: 2000 }, (_, at) => `stream@${at}`);
  assert.equal(new Set(keys.map(nonceInstant)).size, keys.length);
});
