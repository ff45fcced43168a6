import assert from "node:assert/strict";
import type { PresentReading, Task } from "@/domain/task.ts";
import { markup } from "@/mapping/markup.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { datesOutOfRange, leftAlone } from "@/triggers/left_out.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

const context = { defaultProject: ["Inbox"], counterpart: () => null };

function reading(id: string, task: Partial<Task>): PresentReading {
  return {
    kind: "present",
    id,
    task: { ...blankTask, ...task },
    extra: {},
    changedAt: "2026-01-01T00:00:00Z",
    linkHint: null,
  };
}

const outOfRange = (...readings: readonly PresentReading[]) =>
  datesOutOfRange(readings, createRepresentation(() => markup), context);

Deno.test("datesOutOfRange() names task, date and what becomes of it", () => {
  assert.deepEqual(outOfRange(reading("7", { title: "old", dueAt: "1925-01-01T00:00:00Z" })), [
    '#7 "old": Taskwarrior cannot hold its due date 1925-01-01T00:00:00Z; it stays in Vikunja only',
  ]);
});

Deno.test("datesOutOfRange() says nothing of dates that Taskwarrior holds, and of none", () => {
  const good = { dueAt: "9999-12-30T00:00:00Z", scheduledAt: "1980-01-02T00:00:00Z" };
  assert.deepEqual(outOfRange(reading("1", good), reading("2", {})), []);
});

Deno.test("datesOutOfRange() stops after ten and counts the others", () => {
  const all = Array.from(
    { length: 12 },
    (_, n) => reading(String(n + 1), { scheduledAt: "1925-01-01T00:00:00Z" }),
  );
  const told = outOfRange(...all);
  assert.equal(told.length, 11);
  assert.equal(told.at(-1), "and 2 more like that");
});

Deno.test("leftAlone() names what was seen in Taskwarrior and is out of reach in Vikunja", () => {
  const readings = [reading("a", { title: "away" }), reading("b", { title: "here" })];
  const told = leftAlone(readings, {
    presenceOf: (id) => id === "a" ? "withdrawn" : "present",
  });
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /^"away" is left alone/);
});
