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
