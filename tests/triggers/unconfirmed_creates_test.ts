import assert from "node:assert/strict";
import type { PresentReading } from "@/domain/task.ts";
import { isMadeBy, type UnconfirmedCreate } from "@/triggers/unconfirmed_creates.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

const create: UnconfirmedCreate = {
  streamId: "6b8dce2a-5586-4765-a002-260ed24f8c02",
  dead: false,
  isOutside: false,
  marks: new Set(),
  titles: new Set(["as it was asked for"]),
  unmarkedTitles: new Set(),
  doneAts: new Set(["2026-02-01T09:00:00Z"]),
  made: new Set(["4"]),
};

const reading = (id: string): PresentReading => ({
  kind: "present",
  id,
  task: { ...blankTask, title: "renamed since", done: true },
  extra: {},
  changedAt: "2026-03-01T09:00:00Z",
  linkHint: null,
});

Deno.test("isMadeBy() knows a task that the server said was made, whatever was changed since", () => {
  assert.equal(isMadeBy(create, reading("4")), true);
  assert.equal(isMadeBy(create, reading("5")), false);
});

Deno.test("isMadeBy() knows a task that was done when the create was to have it done, before it was made", () => {
  const { task, ...rest } = reading("5");
  const doneAt = "2026-02-01T09:00:00Z";
  const as = (createdAt: string, done: string) =>
    isMadeBy(create, { ...rest, task: { ...task, doneAt: done }, createdAt });
  assert.equal(as("2026-02-01T09:00:01Z", doneAt), true);
  assert.equal(as("2026-02-01T09:00:00Z", doneAt), false);
  assert.equal(as("2026-02-01T09:00:01Z", "2026-02-01T09:00:00.500Z"), false);
});
