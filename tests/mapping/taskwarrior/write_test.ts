import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "@/domain/json.ts";
import type { NewComment, Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import { defaultTaskwarriorSettings as settings } from "@/mapping/taskwarrior/settings.ts";
import { applyToTaskwarrior, deletedInTaskwarrior } from "@/mapping/taskwarrior/write.ts";
import { taskwarriorTask } from "@tests/mapping/arbitrary_tasks.ts";

const uuid = "07969544-e928-47ff-b0a8-012e0526e695";
const now = "2026-11-21T05:00:00Z";
const current: JsonObject = {
  id: 3,
  uuid,
  status: "pending",
  description: "old",
  entry: "20261120T000000Z",
  modified: "20261120T000001Z",
  urgency: 7.5,
  due: "20261201T103000Z",
  recur: "weekly",
  parent: "73ff5b43-e0e2-4273-9c2b-625ad6ef31e4",
  imask: 0,
  wait: "20261125T000000Z",
  estimate: 2.5,
  priority: "X",
  tags: ["home", "a__b"],
  depends: ["079695ae"],
  annotations: [{ entry: "20261121T023032Z", description: "first" }],
};

interface More {
  readonly current?: JsonObject;
  readonly link?: number;
  readonly repeatedSince?: string;
  readonly linkedComments?: readonly string[];
}

function update(patch: Patch, more: More = {}) {
  const push = { kind: "update", patch, expected: {} } as const;
  const write = {
    uuid,
    current,
    push,
    link: null,
    now,
    repeatedSince: null,
    linkedComments: [],
    ...more,
  };
  return applyToTaskwarrior(write, settings);
}

function create(task: Task, more: { current?: JsonObject; extra?: JsonObject } = {}) {
  const comments = task.comments.map(({ id, text }): NewComment => ({
    from: id,
    text,
    writtenAt: id,
  }));
  const push = { kind: "create", task, comments, extra: more.extra ?? null } as const;
  return applyToTaskwarrior(
    {
      uuid,
      current: more.current ?? null,
      push,
      link: null,
      now,
      repeatedSince: null,
      linkedComments: [],
    },
    settings,
  );
}

Deno.test("applyToTaskwarrior() keeps every attribute that the patch does not name", () => {
  const { object, leftOut } = update({ title: "new" });
  const { id: _, modified: __, urgency: ___, ...kept } = current;
  assert.deepEqual(object, { ...kept, description: "new" });
  assert.deepEqual(leftOut, []);
});

Deno.test("applyToTaskwarrior() makes an object that is read as what was asked for", () => {
  fc.assert(
    fc.property(taskwarriorTask, (task) => {
      const { object, leftOut } = create(task);
      assert.deepEqual(leftOut, []);
      assert.deepEqual(taskFromTaskwarrior(object, settings).task, task);
      assert.equal(object["uuid"], uuid);
    }),
    { numRuns: 500 },
  );
});

Deno.test("applyToTaskwarrior() makes only objects that no version chokes on", () => {
  const valid = (value: unknown): boolean => {
    if (typeof value === "string") {
      return value.isWellFormed() && !/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u.test(value);
    }
    if (Array.isArray(value)) return value.length > 0 && value.every(valid);
    return value !== null && value !== "";
  };
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom("a", "\r", "\n", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "&"),
    }),
  );
  const patch = fc.record({
    title: anyText,
    notes: anyText,
    project: fc.array(anyText),
    priority: fc.integer({ min: -2, max: 9 }),
    dueAt: fc.constantFrom(null, "0001-01-02T00:00:00Z", "9999-12-31T21:59:59Z", now),
    done: fc.boolean(),
    labels: fc.record({ add: fc.array(anyText), remove: fc.constant([]) }, {
      noNullPrototype: true,
    }),
  }, { noNullPrototype: true, requiredKeys: [] });
  fc.assert(fc.property(patch, (patch) => {
    const { object } = update(patch as Patch);
    assert.ok(Object.values(object).every(valid));
    assert.notEqual(String(object["description"]).trim(), "");
    const due = String(object["due"] ?? "20260101T000000Z");
    assert.ok(due >= "19800101T000000Z" && due < "99991231T215959Z");
  }));
});

Deno.test("applyToTaskwarrior() takes labels by their titles, and leaves other tags as they are written", () => {
  const { object } = update({ labels: { add: ["follow-up", "home"], remove: ["a b"] } });
  assert.deepEqual(object["tags"], ["follow_x2D_up", "home"]);
  assert.equal("tags" in update({ labels: { add: [], remove: ["a b", "home"] } }).object, false);
});

Deno.test("applyToTaskwarrior() completes with `end` and reopens without", () => {
  const done = update({ done: true, doneAt: "2026-11-20T12:00:00Z" }).object;
  assert.equal(done["status"], "completed");
  assert.equal(done["end"], "20261120T120000Z");
  assert.equal(update({ done: true, doneAt: null }).object["end"], "20261121T050000Z");
  const open = update({ done: false }, { current: done }).object;
  assert.equal(open["status"], "pending");
  assert.equal("end" in open, false);
});

Deno.test("applyToTaskwarrior() reports dates Taskwarrior cannot hold and does not write them (T26)", () => {
  for (const at of ["1979-12-31T23:59:59Z", "9999-12-31T21:59:59Z", "0001-01-02T00:00:00Z"]) {
    const { object, leftOut } = update({ dueAt: at });
    assert.equal(object["due"], current["due"]);
    assert.equal(leftOut.length, 1);
  }
  assert.equal(update({ dueAt: "9999-12-30T00:00:00Z" }).object["due"], "99991230T000000Z");
  assert.equal(update({ dueAt: "1980-01-01T00:00:00Z" }).object["due"], "19800101T000000Z");
});

Deno.test("applyToTaskwarrior() takes `recur` away with `due`: alone it crashes 2.6.2", () => {
  const { object } = update({ dueAt: null });
  assert.equal("due" in object, false);
  assert.equal("recur" in object, false);
  assert.equal(object["parent"], current["parent"]);
});

Deno.test("applyToTaskwarrior() keeps a priority of the user's own until another is asked for", () => {
  assert.equal(update({ priority: 0 }).object["priority"], "X");
  assert.equal(update({ priority: 2 }).object["priority"], "M");
  assert.equal(
    "priority" in update({ priority: 0 }, { current: { ...current, priority: "L" } }).object,
    false,
  );
});

Deno.test("applyToTaskwarrior() gives new comments seconds of their own (T23)", () => {
  const add = ["1", "2", "3"].map((from) => ({ from, text: `comment ${from}`, writtenAt: null }));
  const at = "20261121T050000Z";
  const { object, comments } = update({ comments: { add, edit: [], remove: [] } }, {
    current: { ...current, annotations: [{ entry: at, description: "there" }] },
  });
  assert.deepEqual(comments, [
    { from: "1", to: "2026-11-21T05:00:01Z" },
    { from: "2", to: "2026-11-21T05:00:02Z" },
    { from: "3", to: "2026-11-21T05:00:03Z" },
  ]);
  assert.deepEqual(object["annotations"], [
    { entry: at, description: "there" },
    { entry: "20261121T050001Z", description: "comment 1" },
    { entry: "20261121T050002Z", description: "comment 2" },
    { entry: "20261121T050003Z", description: "comment 3" },
  ]);
});

Deno.test("applyToTaskwarrior() takes comments of an earlier attempt as they are (T10)", () => {
  const annotations = [
    { entry: "20261121T045959Z", description: "again" },
    { entry: "20261121T050000Z", description: "again" },
    { entry: "20261121T050001Z", description: "again" },
  ];
  const add = ["1", "2"].map((from) => ({ from, text: "again", writtenAt: null }));
  const { object, comments } = update({ comments: { add, edit: [], remove: [] } }, {
    current: { ...current, annotations },
    repeatedSince: "2026-11-21T05:00:00.900Z",
    linkedComments: ["2026-11-21T05:00:00Z"],
  });
  assert.deepEqual(comments, [
    { from: "1", to: "2026-11-21T05:00:01Z" },
    { from: "2", to: "2026-11-21T05:00:02Z" },
  ]);
  assert.deepEqual(object["annotations"], [
    ...annotations,
    { entry: "20261121T050002Z", description: "again" },
  ]);
});

Deno.test("applyToTaskwarrior() edits and removes comments by their entry", () => {
  const id = "2026-11-21T02:30:32Z";
  const edit = { add: [], edit: [{ id, text: "second" }], remove: [] };
  assert.deepEqual(update({ comments: edit }).object["annotations"], [
    { entry: "20261121T023032Z", description: "second" },
  ]);
  assert.equal(
    "annotations" in update({ comments: { add: [], edit: [], remove: [id] } }).object,
    false,
  );
});

Deno.test("applyToTaskwarrior() notes the link once, and in place of an older one", () => {
  const noted = update({ link: 42 }).object;
  assert.deepEqual(noted["annotations"], [
    { entry: "20261121T023032Z", description: "first" },
    { entry: "20261121T050000Z", description: "vikunja_id: 42" },
  ]);
  assert.deepEqual(
    update({}, { current: noted, link: 42 }).object["annotations"],
    noted["annotations"],
  );
  const other = update({}, { current: noted, link: 43 }).object;
  assert.equal(taskFromTaskwarrior(other, settings).linkHint, 43);
  const uda = { ...settings, link: { kind: "uda", name: "vikunjaid" } } as const;
  const push = { kind: "update", patch: { link: 42 }, expected: {} } as const;
  const write = { uuid, current, push, link: null, now, repeatedSince: null, linkedComments: [] };
  const { object } = applyToTaskwarrior(write, uda);
  assert.equal(object["vikunjaid"], "42");
});

Deno.test("applyToTaskwarrior() makes a deleted task again with all it had", () => {
  const deleted = deletedInTaskwarrior(current, now);
  assert.equal(deleted["status"], "deleted");
  assert.equal(deleted["end"], "20261121T050000Z");
  const { task, extra } = taskFromTaskwarrior(current, settings);
  const { comments: _, ...fields } =
    taskFromTaskwarrior(create(task, { current: deleted }).object, settings).task;
  const { comments: __, ...wanted } = task;
  assert.deepEqual(fields, wanted);
  const purged = create(task, { extra }).object;
  assert.deepEqual(taskFromTaskwarrior(purged, settings).extra, extra);
});
