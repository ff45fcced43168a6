import assert from "node:assert/strict";
import type { Side, Task } from "@/domain/task.ts";
import { effortNote } from "@/triggers/effort.ts";
import type { Look } from "@/triggers/looks.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

const signal = new AbortController().signal;
const slow = "it is slow";

function looks(side: Side, count: number, change: Partial<Task> = {}): [string, Look][] {
  return Array.from({ length: count }, (_, index) => {
    const task = { ...blankTask, ...change };
    const id = `${side} ${JSON.stringify(change)} ${index}`;
    const changedAt = "2026-01-01T00:00:00Z";
    const reading = { kind: "present", id, task, extra: {}, changedAt, linkHint: null } as const;
    return [id, { type: "Look", readings: [{ side, reading }] }];
  });
}

function note(of: readonly (readonly [string, Look])[], options: {
  readonly known?: (id: string) => boolean;
  readonly slowBecause?: string;
  readonly notesLinks?: boolean;
} = {}): Promise<string | null> {
  const { known = () => false, slowBecause = null, notesLinks = false } = options;
  return effortNote(of, {
    log: { isKnown: known },
    notesLinks,
    replicas: {
      vikunja: { writeCost: () => Promise.resolve({ createsAtOnce: 100, slowBecause: null }) },
      taskwarrior: { writeCost: () => Promise.resolve({ createsAtOnce: 500, slowBecause }) },
    },
  }, signal);
}

Deno.test("R24: effortNote() says how many tasks and requests a large run takes, and which setting leaves old ones out", async () => {
  const large = [
    ...looks("taskwarrior", 200, { labels: ["a"] }),
    ...looks("taskwarrior", 1_000, { done: true, project: ["Work"], labels: ["a", "b", "c"] }),
  ];
  assert.equal(
    await note(large),
    "about to make 1,200 tasks in Vikunja, in about 2,215 requests " +
      "(1,000 of them finished: `done_within` leaves old ones out)",
  );
  assert.equal(
    await note(looks("taskwarrior", 501)),
    "about to make 501 tasks in Vikunja, in about 6 requests",
  );
  assert.equal(await note(looks("taskwarrior", 500)), null);
  assert.equal(await note(large, { known: () => true }), null, "they are linked");
});

Deno.test("R16: effortNote() says beforehand where Taskwarrior is slow to write", async () => {
  const here = looks("vikunja", 2_000);
  assert.equal(await note(here), "about to make 2,000 tasks in Taskwarrior");
  const said = "about to make 2,000 tasks in Taskwarrior; it is slow";
  assert.equal(await note(here, { slowBecause: slow }), said);
  const there = looks("taskwarrior", 600);
  const without = "about to make 600 tasks in Vikunja, in about 7 requests".replace("7", "6");
  assert.equal(await note(there, { slowBecause: slow }), without);
  assert.equal(await note(there, { slowBecause: slow, notesLinks: true }), `${without}; ${slow}`);
});
