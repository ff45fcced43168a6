import assert from "node:assert/strict";
import { createListedTasks } from "@/app/daemon/listed_tasks.ts";
import type { Json } from "@/domain/json.ts";
import type { Reading } from "@/domain/task.ts";
import { shownByDelivery } from "@/mapping/vikunja/delivered.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";

const updated = "2026-11-28T10:00:00Z";
const raw = (title: string) => ({
  id: 7,
  title,
  updated,
  created: updated,
  done: false,
  project_id: 3,
});
const delivery = (title: string) => ({
  event: "task.updated",
  shows: shownByDelivery({ data: { task: raw(title), project: { title: "Home" } } } as Json),
});

function reading(title: string): Reading {
  const { task, extra, changedAt } = taskFromVikunja(raw(title), ["Home"]);
  return { kind: "present", id: "7", task, extra, changedAt, createdAt: updated, linkHint: null };
}

Deno.test("what a list has shown covers deliveries that show the same, and no others", () => {
  const listed = createListedTasks(() => 1);
  listed.note([reading("Milk")]);
  assert.ok(listed.covers(7, [delivery("Milk"), delivery("Milk")]));
  assert.ok(!listed.covers(7, [delivery("Milk"), delivery("Bread")]), "another state");
  assert.ok(!listed.covers(8, [delivery("Milk")]), "a task that no list has shown");
  assert.ok(!listed.covers(7, [{ event: "task.updated", shows: null }]), "nobody knows what");
  assert.ok(!listed.covers(7, [{ ...delivery("Milk"), event: "task.comment.created" }]));
  listed.clear();
  assert.ok(!listed.covers(7, [delivery("Milk")]));
});

Deno.test("once something else was decided on, what a list has shown before covers nothing", () => {
  let version = 1;
  const listed = createListedTasks(() => version);
  listed.note([reading("Milk")]);
  version++;
  assert.ok(!listed.covers(7, [delivery("Milk")]));
});
