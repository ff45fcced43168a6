import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { OutboxDeps } from "@/effects/outbox.ts";
import { createPace } from "@/effects/pace.ts";
import type { Replica, Write, Written } from "@/ports/replica.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { order, outboxOver, written } from "@tests/support/outbox_over.ts";
import { handMovedClock } from "@tests/support/hand_moved_clock.ts";

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

Deno.test("answers of a comparison's call are given in groups, the last with the call's end", async () => {
  const time = createSimulatedTime(chanceBy(1));
  const { outbox, answers, calls } = heldCalls({
    pace: { ...createPace(time.runtime), ...time.runtime },
  });
  const given = () => answers.map(([id]) => id);
  for (const id of ["a", "b", "c"]) outbox.add(order(id));
  outbox.add({ ...order("d"), rank: "now" });
  outbox.flush();
  const [urgent, compared] = calls;
  urgent?.tell(0);
  for (const index of [0, 1]) compared?.tell(index);
  assert.deepEqual(given(), ["d"]);
  assert.equal(outbox.isWriting("a"), true);
  await time.pass(100);
  assert.deepEqual(given(), ["d", "a", "b"]);
  compared?.tell(2);
  compared?.end();
  while (answers.length < 4) await Promise.resolve();
  assert.deepEqual(given(), ["d", "a", "b", "c"]);
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
  }, { pace: { ...createPace(time.runtime), ...time.runtime } });
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
    pace: { ...createPace(time.runtime), ...time.runtime },
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

/** Each look at the clock takes so long, as it may where the machine is busy. */
async function writesWithSlowLooks(lookMs: number, writes: number): Promise<void> {
  let nowMs = 0;
  const due: (() => void)[] = [];
  const clock = {
    elapsed: () => nowMs += lookMs,
    after(ms: number, call: () => void) {
      const at = nowMs + ms;
      const wake = () => {
        nowMs = Math.max(nowMs, at);
        call();
      };
      due.push(wake);
      return { [Symbol.dispose]: () => void due.splice(due.indexOf(wake), 1) };
    },
  };
  const { outbox, answers } = outboxOver((writes) => Promise.resolve(writes.map(() => written)), {
    pace: { ...createPace(clock), ...clock },
  });
  for (let request = 1; request <= writes; request++) {
    outbox.add({ ...order("a", { request }), rank: "now" });
    outbox.flush();
    while (outbox.size > 0) {
      due.shift()?.();
      for (let turn = 0; turn < 100; turn++) await null;
      const isStuck = outbox.size > 0 && !outbox.isWriting("a") && due.length === 0;
      assert.ok(!isStuck, `nothing wakes it any more, with looks of ${lookMs} ms`);
    }
  }
  assert.equal(answers.length, writes);
}

Deno.test("what was written too often is written once it may be, however long a look at the clock takes", async () => {
  for (let lookMs = 1; lookMs <= 30; lookMs++) await writesWithSlowLooks(lookMs, 20);
});

Deno.test("what waits of a task that somebody touches goes before the rest", () => {
  const { outbox, calls } = heldCalls({ maxBatch: 1 });
  for (const id of ["a", "b", "c"]) outbox.add(order(id));
  outbox.flush();
  outbox.hurry("c");
  outbox.hurry("unknown");
  assert.deepEqual(calls.map(({ ids }) => ids), [["a@3"], ["c@3"]]);
});

Deno.test("what somebody just did stays first when a comparison asks for the task anew", () => {
  const { outbox, calls } = heldCalls({ maxBatch: 1 });
  outbox.add(order("a"));
  outbox.flush();
  outbox.add(order("b"));
  outbox.add({ ...order("c"), rank: "now" });
  outbox.add(order("c", { request: 9 }));
  outbox.flush();
  assert.deepEqual(calls.map(({ ids }) => ids), [["a@3"], ["c@9"]]);
});

for (const rank of ["now", "later"] as const) {
  Deno.test(`what comes of a call of rank ${rank} is told by turns, and each of it once`, async () => {
    const { world, clock } = handMovedClock();
    const turnsAt: number[] = [];
    const { outbox, calls } = heldCalls({
      answer() {
        turnsAt.push(world.turns);
        world.nowMs += 3;
      },
      pace: { ...createPace(clock), ...clock },
    });
    for (const id of "abcdefghij") outbox.add({ ...order(id), rank });
    outbox.flush();
    // What somebody just did is told as soon as it is known, by whoever writes it.
    if (rank === "later") { for (const index of [0, 1, 2, 3, 4]) calls[0]?.tell(index); }
    calls[0]?.end();
    while (outbox.size > 0) await Promise.resolve();
    assert.equal(turnsAt.length, 10);
    const inOneTurn = Object.values(Object.groupBy(turnsAt, String)).map((all) => all?.length ?? 0);
    assert.ok(Math.max(...inOneTurn) <= 3, `${inOneTurn} in a turn`);
  });
}
