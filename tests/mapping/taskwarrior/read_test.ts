import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "@/domain/json.ts";
import { defaultTaskwarriorSettings as settings } from "@/mapping/taskwarrior/settings.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import { emptyValues } from "@tests/support/empty_values.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";

const minimal: JsonObject = {
  id: 1,
  description: "Minimal task",
  entry: "20261121T023032Z",
  modified: "20261121T023032Z",
  status: "pending",
  uuid: "07969544-e928-47ff-b0a8-012e0526e695",
  urgency: 0,
};
const read = (more: JsonObject) => taskFromTaskwarrior({ ...minimal, ...more }, settings);

Deno.test("taskFromTaskwarrior() reads every attribute there is a field for", () => {
  const { task, extra, linkHint, changedAt } = read({
    description: "Every attribute",
    due: "20261201T103000Z",
    scheduled: "20261128T080000Z",
    priority: "H",
    project: "Home.Garden",
    tags: ["two", "next__week", "two"],
    depends: ["4b8796e4", "079695ae"],
    notes: "a\nb",
    assignees: "bob, ann",
    annotations: [
      { entry: "20261121T023034Z", description: "B" },
      { entry: "20261121T023033Z", description: "vikunja_id: 42" },
      { entry: "20261121T023032Z", description: "A" },
    ],
    modified: "20261121T040000Z",
  });
  assert.deepEqual(task, {
    ...emptyValues,
    title: "Every attribute",
    notes: "a\nb",
    project: ["Home", "Garden"],
    labels: ["next week", "two"],
    priority: 3,
    dueAt: "2026-12-01T10:30:00Z",
    scheduledAt: "2026-11-28T08:00:00Z",
    done: false,
    doneAt: null,
    depends: ["079695ae", "4b8796e4"],
    comments: [
      { id: "2026-11-21T02:30:32Z", text: "A" },
      { id: "2026-11-21T02:30:34Z", text: "B" },
    ],
    assignees: ["ann", "bob"],
    repetition: null,
  });
  assert.equal(linkHint, 42);
  assert.equal(changedAt, "2026-11-21T04:00:00Z");
  assert.deepEqual(extra, { entry: "20261121T023032Z" });
});

Deno.test("taskFromTaskwarrior() reads the forms of 2.5 and of tasks without a description", () => {
  const { description: _, ...nameless } = minimal;
  const { task } = taskFromTaskwarrior(
    { ...nameless, status: "waiting", wait: "20300101T000000Z", tags: "b,a", depends: "y,x" },
    settings,
  );
  assert.equal(task.title, "");
  assert.equal(task.done, false);
  assert.deepEqual(task.labels, ["a", "b"]);
  assert.deepEqual(task.depends, ["x", "y"]);
});

Deno.test("taskFromTaskwarrior() keeps what it has no field for as extra", () => {
  const own = {
    wait: "20261125T000000Z",
    until: "20270101T000000Z",
    start: "20261121T023033Z",
    parent: "73ff5b43-e0e2-4273-9c2b-625ad6ef31e4",
    imask: 0,
    recur: "weekly",
    rtype: "periodic",
    estimate: 2.5,
    priority: "X",
  };
  const { task, extra } = read(own);
  assert.deepEqual(extra, { entry: minimal["entry"], ...own });
  assert.equal(task.priority, 0);
});

Deno.test("taskFromTaskwarrior() reads `end` of a completed task only", () => {
  const end = "20261121T023033Z";
  const done = read({ status: "completed", end });
  assert.equal(done.task.doneAt, "2026-11-21T02:30:33Z");
  assert.equal("end" in done.extra, false);
  assert.equal(read({ status: "pending", end }).task.doneAt, null);
});

Deno.test("taskFromTaskwarrior() finds the link where the settings have it", () => {
  const annotations = [{ entry: "20261121T023033Z", description: "vikunja_id: 42" }];
  const as = (link: typeof settings.link) =>
    taskFromTaskwarrior({ ...minimal, annotations, vikunjaid: "7" }, { ...settings, link });
  assert.equal(as({ kind: "annotation" }).linkHint, 42);
  assert.equal(as({ kind: "uda", name: "vikunjaid" }).linkHint, 7);
  assert.equal("vikunjaid" in as({ kind: "uda", name: "vikunjaid" }).extra, false);
  assert.equal(as({ kind: "uda", name: "other" }).linkHint, 42);
  assert.equal(as({ kind: "none" }).linkHint, null);
  assert.deepEqual(as({ kind: "none" }).task.comments, []);
});

Deno.test("statusOf() tells templates and deleted tasks (T25)", () => {
  const statuses = ["pending", "waiting", "", "completed", "deleted", "recurring"];
  assert.deepEqual(statuses.map((status) => statusOf({ ...minimal, status })), [
    "open",
    "open",
    "open",
    "done",
    "deleted",
    "template",
  ]);
});

Deno.test("taskFromTaskwarrior() reads any object", () => {
  const names = fc.constantFrom(
    "description",
    "due",
    "tags",
    "depends",
    "annotations",
    "priority",
    "notes",
    "status",
    "end",
    "project",
  );
  fc.assert(fc.property(fc.dictionary(names, fc.jsonValue(), { noNullPrototype: true }), (raw) => {
    const { task } = taskFromTaskwarrior(raw as JsonObject, settings);
    assert.equal(typeof task.title, "string");
  }));
});
