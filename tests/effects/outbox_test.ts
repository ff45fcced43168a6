import assert from "node:assert/strict";
import type { TaskCommand } from "@/domain/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import type { PendingPush } from "@/domain/state.ts";
import { createOutbox, type OutboxDeps } from "@/effects/outbox.ts";
import { createPace } from "@/effects/pace.ts";
import type { PushOrder } from "@/ports/push_queue.ts";
import type { Replica, Write, Written } from "@/ports/replica.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const gone = { kind: "gone", id: "1", how: "deleted", changedAt: null } as const;
const written: Written = { kind: "written", reading: gone, comments: [], leftOut: [] };

function order(streamId: string, change: Partial<PendingPush> = {}): PushOrder {
  const pending: PendingPush = {
    request: 3,
    push: { kind: "update", patch: { title: "a" }, expected: {} },
    source: {},
    settles: null,
    requestedAt: "2026-01-01T00:00:00Z",
    unsureSince: null,
    attempts: 0,
    dead: false,
    isTold: false,
    ...change,
  };
  return {
    streamId,
    side: "vikunja",
    vikunjaId: 1,
    pending,
    mayHaveHappened: false,
    linkedComments: [],
    editedAt: "2026-01-01T00:00:00Z",
    unsureCreates: [],
    unsureComments: [],
    rank: "later",
  };
}

function outboxOver(
  write: (writes: readonly Write[]) => Promise<readonly Written[]>,
  deps: Partial<OutboxDeps> = {},
) {
  const answers: (readonly [string, TaskCommand])[] = [];
  const outbox = createOutbox({
    replica: { side: "vikunja", write } as unknown as Replica,
    answer: (streamId, command) => void answers.push([streamId, command]),
    retryAt: (error) => error.retryable ? "later" : null,
    onServerClock: (_side, reading) => reading,
    maxBatch: 2,
    signal: new AbortController().signal,
    ...deps,
  });
  const empty = () => new Promise<void>((resolve) => outbox.onEmpty(resolve));
  return { outbox, answers, empty };
}

Deno.test("one call at a time carries as many writes as it may, in order", async () => {
  const calls: string[][] = [];
  let running = 0;
  const { outbox, answers, empty } = outboxOver(async (writes) => {
    assert.equal(++running, 1);
    calls.push(writes.map(({ key }) => key));
    await Promise.resolve();
    running--;
    return writes.map(() => written);
  });
  for (const id of ["a", "b", "c", "d", "e"]) outbox.add(order(id));
  assert.equal(outbox.size, 5);
  outbox.flush();
  outbox.flush();
  await empty();
  assert.deepEqual(calls, [["a@3", "b@3"], ["c@3", "d@3"], ["e@3"]]);
  assert.deepEqual(answers.map(([id, { type }]) => `${id} ${type}`), [
    "a ConfirmPush",
    "b ConfirmPush",
    "c ConfirmPush",
    "d ConfirmPush",
    "e ConfirmPush",
  ]);
});

Deno.test("a call that fails as a whole fails each of its writes", async () => {
  const error = new SyncError("SERVER_UNAVAILABLE", "away", { retryable: true });
  const { outbox, answers, empty } = outboxOver(() => Promise.reject(error));
  for (const id of ["a", "b"]) outbox.add(order(id));
  outbox.flush();
  await empty();
  assert.deepEqual(
    answers.map(([, command]) => command),
    [1, 2].map(() => ({
      type: "FailPush",
      side: "vikunja",
      request: 3,
      code: "SERVER_UNAVAILABLE",
      message: "away",
      retryAt: "later",
    })),
  );
});

Deno.test("a write without an outcome counts as failed, and keeps nothing waiting", async () => {
  const { outbox, answers, empty } = outboxOver(() => Promise.resolve([written]));
  for (const id of ["a", "b"]) outbox.add(order(id));
  outbox.flush();
  await empty();
  assert.deepEqual(answers.map(([, { type }]) => type), ["ConfirmPush", "FailPush"]);
});

Deno.test("the newest order of a task takes the place of one that waits; a removed one is not written", async () => {
  const keys: string[] = [];
  const { outbox, empty } = outboxOver((writes) => {
    keys.push(...writes.map(({ key }) => key));
    return Promise.resolve(writes.map(() => written));
  });
  outbox.add(order("a"));
  outbox.add(order("a", { request: 5 }));
  outbox.add(order("b"));
  assert.ok(outbox.has("b"));
  outbox.remove("b");
  assert.ok(!outbox.has("b"));
  outbox.flush();
  await empty();
  assert.deepEqual(keys, ["a@5"]);
});

Deno.test("an engine that takes no answers any more stops the writing", async () => {
  let calls = 0;
  const { outbox, empty } = outboxOver((writes) => {
    calls++;
    return Promise.resolve(writes.map(() => written));
  }, {
    answer: () => {
      throw new SyncError("DISK_FULL", "full");
    },
  });
  for (const id of ["a", "b", "c", "d"]) outbox.add(order(id));
  outbox.flush();
  await empty();
  assert.equal(calls, 1);
});

Deno.test("a task that changes before each write is left for the next run", async () => {
  const { outbox, answers } = outboxOver((writes) =>
    Promise.resolve(writes.map(() => ({ kind: "stale", reading: gone }) as const))
  );
  for (let turn = 0; turn < 9; turn++) {
    outbox.add(order("a"));
    outbox.flush();
    while (outbox.size > 0) await Promise.resolve();
  }
  assert.deepEqual(answers.map(([, { type }]) => type), [
    ...Array.from({ length: 8 }, () => "RefusePush"),
    "FailPush",
  ]);
});

const asked: readonly (readonly [string, Partial<PendingPush>, boolean, Partial<Write>])[] = [
  ["a first try", {}, false, { mayHaveHappened: false, requestedAt: "2026-01-01T00:00:00Z" }],
  ["a second try", { attempts: 1 }, false, { mayHaveHappened: true }],
  ["one that was sent by another process", {}, true, { mayHaveHappened: true }],
  [
    "one in place of another that may have arrived",
    { unsureSince: "2025-12-31T00:00:00Z" },
    false,
    { mayHaveHappened: true, requestedAt: "2025-12-31T00:00:00Z" },
  ],
];
for (const [what, change, mayHaveHappened, expected] of asked) {
  Deno.test(`${what} says whether it may have happened, and since when`, async () => {
    const seen: Write[] = [];
    const { outbox, empty } = outboxOver((writes) => {
      seen.push(...writes);
      return Promise.resolve([written]);
    });
    outbox.add({ ...order("a", change), mayHaveHappened });
    outbox.flush();
    await empty();
    assert.deepEqual({ ...seen[0], ...expected }, seen[0]);
  });
}

/** Calls that are answered when told to. */
function heldCalls(deps: Partial<OutboxDeps> = {}) {
  const calls: {
    readonly ids: readonly string[];
    readonly tell: (index: number) => void;
    readonly end: () => void;
  }[] = [];
  const { outbox, answers } = outboxOver(() => Promise.resolve([]), {
    maxCalls: 4,
    maxBatch: 10,
    ...deps,
    replica: {
      side: "vikunja",
      write: (
        writes: readonly Write[],
        _signal: AbortSignal,
        onWritten: (index: number, outcome: Written) => void,
      ) =>
        new Promise<readonly Written[]>((resolve) =>
          calls.push({
            ids: writes.map(({ key }) => key),
            tell: (index) => onWritten(index, written),
            end: () => resolve(writes.map(() => written)),
          })
        ),
    } as unknown as Replica,
  });
  return { outbox, answers, calls };
}

Deno.test("what somebody just did goes beside a call of a comparison, and before what waits for one", () => {
  const { outbox, calls } = heldCalls({ maxBatch: 2 });
  for (const id of ["a", "b", "c"]) outbox.add(order(id));
  outbox.flush();
  outbox.add({ ...order("d"), rank: "now" });
  outbox.flush();
  outbox.add({ ...order("e"), rank: "now" });
  outbox.flush();
  assert.deepEqual(calls.map(({ ids }) => ids), [["a@3", "b@3"], ["d@3"], ["e@3"]]);
});

Deno.test("an answer that is known before the others of its call is given at once", async () => {
  const { outbox, answers, calls } = heldCalls();
  for (const id of ["a", "b"]) outbox.add(order(id));
  outbox.flush();
  calls[0]?.tell(1);
  assert.deepEqual(answers.map(([id]) => id), ["b"]);
  assert.equal(outbox.isWriting("b"), false);
  assert.equal(outbox.isWriting("a"), true);
  calls[0]?.end();
  while (outbox.size > 0) await Promise.resolve();
  assert.deepEqual(answers.map(([id]) => id), ["b", "a"]);
});

Deno.test("a task that is being written is not written beside that", async () => {
  const { outbox, calls } = heldCalls();
  outbox.add({ ...order("a"), rank: "now" });
  outbox.flush();
  outbox.add({ ...order("a", { request: 7 }), rank: "now" });
  outbox.flush();
  assert.equal(calls.length, 1);
  calls[0]?.end();
  while (calls.length < 2) await Promise.resolve();
  assert.deepEqual(calls[1]?.ids, ["a@7"]);
});

Deno.test("what is not for this side leaves without an answer, and it is told", async () => {
  const error = new SyncError("BINDING", "another server");
  const { outbox, answers, empty } = outboxOver(() => Promise.resolve([{ kind: "failed", error }]));
  const dropped: string[] = [];
  outbox.onDropped((streamId) => void dropped.push(streamId));
  outbox.add(order("a"));
  outbox.flush();
  await empty();
  assert.deepEqual(answers, []);
  assert.deepEqual(dropped, ["a"]);
});

Deno.test("what was written too often a moment ago waits, and goes by itself", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const at: number[] = [];
  const { outbox } = outboxOver((writes) => {
    at.push(time.nowMs());
    return Promise.resolve(writes.map(() => written));
  }, { pace: { ...createPace(time.runtime), after: time.runtime.after } });
  for (let edit = 0; edit < 40; edit++) {
    outbox.add(order("a", { request: edit }));
    outbox.flush();
    await time.pass(25);
  }
  await time.pass(1_000);
  assert.ok(at.length <= 12, `${at.length} writes`);
  assert.equal(outbox.size, 0);
  assert.equal(at[0], 0);
});

Deno.test("what a comparison found waits a little for more of it, and what somebody just did does not", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const calls: number[] = [];
  const { outbox } = outboxOver((writes) => {
    calls.push(writes.length);
    return Promise.resolve(writes.map(() => written));
  }, {
    maxBatch: 10,
    isMoreToCome: () => true,
    pace: { ...createPace(time.runtime), after: time.runtime.after },
  });
  for (const id of ["a", "b", "c"]) {
    outbox.add(order(id));
    outbox.flush();
    await time.pass(100);
  }
  assert.deepEqual(calls, []);
  outbox.add({ ...order("d"), rank: "now" });
  outbox.flush();
  await time.pass(1);
  assert.deepEqual(calls, [1]);
  await time.pass(400);
  assert.deepEqual(calls, [1, 3]);
  for (let n = 0; n < 10; n++) outbox.add(order(`full ${n}`));
  outbox.flush();
  await time.pass(1);
  assert.deepEqual(calls, [1, 3, 10]);
});

Deno.test("what waits of a task that somebody touches goes before the rest", () => {
  const { outbox, calls } = heldCalls({ maxBatch: 1 });
  for (const id of ["a", "b", "c"]) outbox.add(order(id));
  outbox.flush();
  outbox.hurry("c");
  outbox.hurry("unknown");
  assert.deepEqual(calls.map(({ ids }) => ids), [["a@3"], ["c@3"]]);
});
