import { everything as all } from "@/ports/history.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { sides } from "@/domain/task.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { operation as operationSchema } from "@/ports/schemas/history.ts";
import { changesBetweenStates } from "@/projections/operations/state_changes.ts";
import { inOneGo } from "@/domain/steps.ts";
import { lastOperations, streamOperations } from "@/projections/operations/stream_operations.ts";
import { differing, toldFields } from "@/projections/operations/task_changes.ts";
import { storedFrom } from "@tests/support/golden_folds.ts";
import { goldenLogs } from "@tests/support/golden_logs.ts";
import { anything, calm, side, started, take } from "@tests/support/random_steps.ts";

type Stored = StoredEvent<SyncEvent>;

const steps = fc.array(anything, { minLength: 5, maxLength: 25, size: "max" });

/** Streams of what people, two programs and the way between them do. */
const histories = fc.tuple(side, steps).map(([origin, does]) => {
  const run = started(origin);
  for (const step of does) take(run, step);
  calm(run);
  return Map.groupBy<string, Stored>(run.sim.log, ({ streamId }) => streamId);
});

/** What can be told of both sides, as data. */
function snapshot(state: PairState): Record<string, unknown> {
  return Object.fromEntries(sides.flatMap((side) => [
    [`${side} presence`, state[side].presence],
    ...toldFields.map((field) => [`${side} ${field}`, state[side].task?.[field] ?? null]),
  ]));
}

Deno.test("the difference of two points, put on top of the first, gives the second", () => {
  fc.assert(fc.property(histories, fc.nat(), fc.nat(), (streams, from, to) => {
    for (const [streamId, stored] of streams) {
      const events = stored.map(({ event }) => event);
      const at = (point: number) => fold(streamId, events.slice(0, point % (events.length + 1)));
      const [first, second] = [at(from), at(to)];
      const { changes, presence } = changesBetweenStates(first, second);
      const applied = snapshot(first);
      for (const { side, field, after } of changes) applied[`${side} ${field}`] = after;
      for (const { side, after } of presence) applied[`${side} presence`] = after;
      assert.deepEqual(applied, snapshot(second));
    }
  }));
});

Deno.test("the end of a stream tells the operations that begin behind a point as the whole of it does", () => {
  let told = 0;
  fc.assert(
    fc.property(histories, (streams) => {
      for (const [streamId, stored] of streams) {
        const all = streamOperations(streamId, stored);
        for (let from = 1; from < stored.length; from++) {
          const { operations, surePast } = inOneGo(lastOperations(streamId, stored.slice(from)));
          assert.deepEqual(operations, all.filter(({ position }) => position > surePast));
          told += operations.length;
        }
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(told > 50, `${told} were told`);
});

Deno.test("what ended otherwise than it began is told by an operation, and each of those has a place of its own", () => {
  fc.assert(fc.property(histories, (streams) => {
    for (const [streamId, stored] of streams) {
      const operations = streamOperations(streamId, stored);
      const positions = operations.map(({ position }) => position);
      assert.deepEqual(positions, [...new Set(positions)].toSorted((a, b) => a - b));
      const told = operations.flatMap(({ parts }) => parts.flatMap(({ changes }) => changes));
      for (const [side, field] of changedInAll(streamId, stored)) {
        const isTold = told.some((each) => each.side === side && each.field === field);
        assert.ok(isTold, `${side} ${field}`);
      }
    }
  }));
});

/** Fields of each side that are not as they were when the task was made there, or seen first. */
function changedInAll(streamId: string, stored: readonly Stored[]) {
  const states = stored.map((_, index) =>
    fold(streamId, stored.slice(0, index + 1).map(({ event }) => event))
  );
  return sides.flatMap((side) => {
    const isThere = (state: PairState | undefined) => state?.[side].presence === "present";
    const made = states.findLast((state, index) => isThere(state) && !isThere(states[index - 1]));
    const [first, last] = [made?.[side].task ?? null, states.at(-1)?.[side].task ?? null];
    if (first === null || last === null) return [];
    return differing(first, last).map(({ field }) => [side, field] as const);
  });
}

for (const { name, events } of goldenLogs) {
  Deno.test(`list() tells all of ${name}, which an earlier version wrote, in the form that is promised`, async () => {
    const log = openMemoryLog({ projections: [], now: () => new Date(0) });
    for (const { streamId, event } of storedFrom(events)) {
      const expectedVersion = log.store.streamVersion(streamId);
      await log.store.append([{ streamId, expectedVersion, events: [event] }]);
    }
    const history = historyAtOnce(log);
    const { operations, next } = history.list({ ...all, n: 10_000, text: "" });
    assert.equal(next, null);
    for (const each of operations) assert.deepEqual(v.parse(operationSchema, each), each);
    for (const kind of new Set(operations.map((each) => each.kind))) {
      const found = history.list({ ...all, n: 10_000, kind }).operations;
      assert.deepEqual(found, operations.filter((each) => each.kind === kind), kind);
    }
    const tasks = new Set(operations.flatMap(({ parts }) => parts.map(({ task }) => task)));
    const streams = history.tasksAt("now").map(({ task }) => task);
    assert.deepEqual(streams.filter((task) => !tasks.has(task) && task !== logStreamId), []);
  });
}
