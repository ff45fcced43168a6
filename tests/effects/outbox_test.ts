import assert from "node:assert/strict";
import type { PendingPush } from "@/domain/state.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Write } from "@/ports/replica.ts";
import { gone, order, outboxOver, written } from "@tests/support/outbox_over.ts";

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

Deno.test("a create that made its task has been tried, and is known by it, whatever was not tried of the rest", async () => {
  const error = new SyncError("SERVER_UNAVAILABLE", "away", { details: { untried: true } });
  const { outbox, answers, empty } = outboxOver(() =>
    Promise.resolve([{ kind: "failed", error, made: { key: "a@2", id: 7 } }])
  );
  outbox.add(order("a"));
  outbox.flush();
  await empty();
  const [[, answer] = []] = answers;
  assert.ok(answer?.type === "FailPush");
  assert.deepEqual([answer.untried, answer.made], [undefined, { request: 2, id: 7 }]);
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
  ["a second try", { attempts: 1, unsureAttempts: 1 }, false, { mayHaveHappened: true }],
  ["one after a try that wrote nothing", { attempts: 1 }, false, { mayHaveHappened: false }],
  ["one that was sent by another process", {}, true, { mayHaveHappened: true, isUntried: false }],
  ["one of which the log says why it waits", { isTold: true }, true, { isUntried: true }],
  ["one that waited after a try", { isTold: true, attempts: 1 }, false, { isUntried: false }],
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
