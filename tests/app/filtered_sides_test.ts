import assert from "node:assert/strict";
import { filteredSides } from "@/app/run/filtered_sides.ts";
import { byFilter } from "@/domain/selection.ts";
import { emptyPair, unseen } from "@/domain/state.ts";
import type { PresentReading } from "@/domain/task.ts";
import type { Sides } from "@/ports/sides.ts";
import { blankTask, policyAt } from "@tests/support/pair_simulation.ts";

const { signal } = new AbortController();
const reading = (id: string): PresentReading => ({
  kind: "present",
  id,
  task: blankTask,
  extra: {},
  changedAt: "2026-03-01T09:00:00Z",
  linkHint: null,
});

/** Taskwarrior shows `changed` of what it has, and its filter takes `taken`. */
function sidesWith(changed: readonly string[], taken: readonly string[]): Sides {
  const read = (ids: readonly string[]) => Promise.resolve(ids.map(reading));
  return {
    taskwarrior: {
      changes: () =>
        Promise.resolve({ complete: false, readings: changed.map(reading), warnings: [] }),
      read,
      takenBy: () => Promise.resolve(new Set(taken)),
    },
    vikunja: { read },
  } as unknown as Sides;
}

const why: Readonly<Record<string, string>> = { late: byFilter, private: "its label is excluded" };
const deps = {
  words: ["+sync"],
  log: {
    streamOf: () => null,
    presenceOf: () => null,
    presentStreams: () => ["same", "changed", "early", "late", "private"],
    whyOutside: (id: string) => why[id] ?? null,
    isOutside: (id: string) => id in why,
  },
  state: emptyPair,
  isApplied: () => true,
  policy: () => policyAt("2026-03-01T09:00:00Z"),
  streamIdFor: (id: number) => `born-${id}`,
  scratch: () =>
    Promise.resolve({
      replica: {
        write: () => Promise.resolve([]),
        takenBy: () => Promise.resolve(new Set(["born-2"])),
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};
const request = { cursor: null, full: false, knownCount: null };

Deno.test("filteredSides() shows what the filter takes or leaves out by now, though nobody changed it", async () => {
  const sides = filteredSides(sidesWith(["changed"], ["same", "late", "private"]), deps);
  const { readings } = await sides.taskwarrior.changes(request, signal);
  assert.deepEqual(
    readings.map((each) => [each.id, each.kind === "present" && each.isTaken]),
    [["changed", false], ["early", false], ["late", true]],
  );
});

Deno.test("filteredSides() asks nothing where no task changed and the filter goes by the task alone", async () => {
  for (
    const [words, isApplied, asks] of [
      [["+sync", "-Not", "(project:Work", "or", "priority.not:H)"], true, 0],
      [["+sync"], false, 1],
      [["+sync", "-BLOCKED"], true, 1],
      [["due.before:tomorrow"], true, 1],
      [["+sync", "or", "milk"], true, 1],
    ] as const
  ) {
    let asked = 0;
    const plain = sidesWith([], []);
    const takenBy: typeof plain.taskwarrior.takenBy = () => {
      asked++;
      return Promise.resolve(new Set(["same", "changed", "early"]));
    };
    const counting = { ...plain, taskwarrior: { ...plain.taskwarrior, takenBy } };
    const sides = filteredSides(counting, { ...deps, words, isApplied: () => isApplied });
    assert.deepEqual((await sides.taskwarrior.changes(request, signal)).readings, []);
    assert.equal(asked, asks, words.join(" "));
  }
});

Deno.test("filteredSides() tries the filter on tasks of Vikunja that Taskwarrior has not", async () => {
  const sides = filteredSides(sidesWith([], []), deps);
  const read = await sides.vikunja.read(["1", "2"], signal);
  assert.deepEqual(read.map((each) => each.kind === "present" && each.isTaken), [false, true]);
});

Deno.test("filteredSides() goes by what was tried before only where that was by the same filter", async () => {
  const seen = { ...unseen, task: blankTask, isTaken: true };
  const state = (id: string) => ({ ...emptyPair(id), vikunja: seen });
  const log = { ...deps.log, streamOf: (id: number) => `born-${id}` };
  for (const isApplied of [true, false]) {
    const marked = { ...deps, log, state, isApplied: () => isApplied };
    const read = await filteredSides(sidesWith([], []), marked).vikunja.read(["1"], signal);
    assert.deepEqual(read.map((each) => each.kind === "present" && each.isTaken), [isApplied]);
  }
});
