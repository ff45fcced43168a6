import assert from "node:assert/strict";
import type { JsonObject } from "@/domain/json.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { emptyValues } from "@tests/support/empty_values.ts";

/** As a v1 read answers a task that has nothing. */
const bare: JsonObject = {
  id: 3,
  title: "fields",
  description: "",
  done: false,
  done_at: "0001-01-01T00:00:00Z",
  due_date: "0001-01-01T00:00:00Z",
  reminders: null,
  project_id: 7,
  repeat_after: 0,
  repeat_mode: 0,
  priority: 0,
  start_date: "0001-01-01T00:00:00Z",
  end_date: "0001-01-01T00:00:00Z",
  assignees: null,
  labels: null,
  hex_color: "",
  percent_done: 0,
  identifier: "#1",
  index: 1,
  related_tasks: {},
  attachments: null,
  cover_image_attachment_id: 0,
  is_favorite: false,
  created: "2026-11-21T02:56:14Z",
  updated: "2026-11-21T02:56:14Z",
  bucket_id: 0,
  position: 0,
  reactions: null,
  created_by: null,
};
const read = (more: JsonObject) => taskFromVikunja({ ...bare, ...more }, ["Inbox"]);

Deno.test("taskFromVikunja() reads a bare task as one without anything", () => {
  assert.deepEqual(read({}), {
    task: {
      ...emptyValues,
      title: "fields",
      project: ["Inbox"],
      doneAt: null,
      repetition: null,
    },
    extra: {},
    changedAt: "2026-11-21T02:56:14Z",
    createdAt: "2026-11-21T02:56:14Z",
  });
});

Deno.test("taskFromVikunja() reads labels, assignees, comments and blockers whatever their order", () => {
  const user = (id: number, username: string) => ({ id, name: "", username });
  const label = (id: number, title: string) => ({ id, title, hex_color: "" });
  const comment = (id: number, text: string) => ({ id, comment: text, author: user(1, "ann") });
  const { task, extra } = read({
    labels: [label(2, "work"), label(1, "Work"), label(3, "work")],
    assignees: [user(9, "bob"), user(4, "ann")],
    comments: [comment(10, "<p>b</p>"), comment(9, "a")],
    related_tasks: {
      blocked: [{ id: 12 }, { id: 11 }],
      blocking: [{ id: 5 }],
      subtask: [{ id: 6 }],
    },
  });
  assert.deepEqual(task.labels, ["Work", "work"]);
  assert.deepEqual(task.assignees, ["ann", "bob"]);
  assert.deepEqual(task.comments, [{ id: "9", text: "a" }, { id: "10", text: "<p>b</p>" }]);
  assert.deepEqual(task.depends, ["11", "12"]);
  assert.deepEqual(extra, {
    assignees: [4, 9],
    relations: { subtask: [6] },
    comment_authors: { "9": "ann", "10": "ann" },
  });
});

Deno.test("taskFromVikunja() reads dates in whole seconds of UTC, and the zero date as none (T17, T26)", () => {
  const due = (due_date: string) => read({ due_date }).task.dueAt;
  assert.equal(due("2031-07-04T00:30:00+05:30"), "2031-07-03T19:00:00Z");
  assert.equal(due("2031-03-04T05:06:07.987654321Z"), "2031-03-04T05:06:07Z");
  assert.equal(due("2026-03-29T02:30:00+02:00"), "2026-03-29T00:30:00Z");
  assert.equal(due("2026-01-01T00:00:00+14:00"), "2025-12-31T10:00:00Z");
  assert.equal(due("2026-01-01T00:00:00-12:00"), "2026-01-01T12:00:00Z");
  assert.equal(due("9999-12-30T00:00:00Z"), "9999-12-30T00:00:00Z");
  assert.equal(due("0001-01-01T00:00:00Z"), null);
  assert.equal(due(""), null);
});

Deno.test("taskFromVikunja() tells done tasks by `done`, not by `done_at`", () => {
  const done_at = "2026-11-20T10:00:00Z";
  assert.equal(read({ done: true, done_at }).task.doneAt, done_at);
  assert.equal(read({ done: true }).task.doneAt, null);
  assert.equal(read({ done: false, done_at }).task.doneAt, null);
  assert.equal(read({ done_at, repeat_after: 86400 }).task.doneAt, done_at);
  assert.equal(read({ done_at: nonceInstant("s@1"), repeat_after: 86400 }).task.doneAt, null);
});

Deno.test("taskFromVikunja() reads which tasks repeat (T25)", () => {
  const repetition = (repeat_after: number, repeat_mode: number) =>
    read({ repeat_after, repeat_mode }).task.repetition;
  assert.equal(repetition(0, 0), null);
  assert.equal(repetition(0, 2), null);
  assert.deepEqual(repetition(86400, 0), { everySeconds: 86400, mode: 0 });
  assert.deepEqual(repetition(0, 1), { everySeconds: 0, mode: 1 });
  assert.deepEqual(repetition(60, 2), { everySeconds: 60, mode: 2 });
});

Deno.test("taskFromVikunja() gives the same extra for a list, a single read and an answer to a write", () => {
  const reminders = [
    { reminder: "2026-11-22T10:00:00Z", relative_period: -3600, relative_to: "due_date" },
    { reminder: "2026-11-21T10:00:00Z", relative_period: 0, relative_to: "" },
  ];
  const own = { is_favorite: true, hex_color: "112233", reminders };
  const single = read({ ...own, attachments: [{ id: 4, file: { name: "a.pdf" } }] });
  const answer = read({
    ...own,
    hex_color: "#112233",
    reminders: [...reminders].reverse().map((each) => ({
      ...each,
      reminder: each.reminder.replace("Z", ".5Z"),
    })),
    attachments: [{ id: 4, file: null }],
    related_tasks: null,
    assignees: [],
    updated: "2026-11-21T02:56:15.62746234Z",
    index: 4,
    position: 65536,
    identifier: "",
  });
  assert.deepEqual(answer.extra, single.extra);
  assert.deepEqual(Object.keys(single.extra).sort(), [
    "attachments",
    "hex_color",
    "is_favorite",
    "reminders",
  ]);
});

Deno.test("taskFromVikunja() reads keys that a shorter answer leaves out as empty", () => {
  const { task } = taskFromVikunja({ id: 1, title: "x" }, []);
  assert.deepEqual([task.notes, task.labels, task.comments, task.priority], ["", [], [], 0]);
});
