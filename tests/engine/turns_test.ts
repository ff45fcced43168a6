import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { createTurns } from "@/engine/turns.ts";
import { heldStore, look, memoryStore, settled, supervised } from "@tests/support/supervised.ts";

const claimed = {
  type: "TaskClaimed",
  data: {
    agent: "ada",
    token: 1,
    claimedAt: "2026-01-01T00:00:00.000Z",
    until: "2026-01-01T01:00:00.000Z",
    boot: null,
    untilUptimeMs: 0,
  },
} as const;

Deno.test("a turn waits for the messages before it, and those after it wait for the turn", async () => {
  const { waiting, store } = heldStore(memoryStore());
  const { supervisor } = supervised(store);
  const order: string[] = [];
  const turn = Promise.withResolvers<void>();
  void supervisor.ask("x", look("x", "a")).then(() => order.push("a"));
  const taken = supervisor.turns.take(["x"], async () => {
    order.push("turn");
    await turn.promise;
  });
  const last = supervisor.ask("x", look("x", "b")).then(() => order.push("b"));
  await settled();
  assert.deepEqual([waiting.length, order], [1, []]);
  waiting.shift()?.go();
  await settled();
  assert.deepEqual([waiting.length, order], [0, ["a", "turn"]]);
  turn.resolve();
  await settled();
  waiting.shift()?.go();
  await Promise.all([taken, last]);
  assert.deepEqual(order, ["a", "turn", "b"]);
});

Deno.test("a turn begins at once where nothing of the task is being handled, and holds no other task up", async () => {
  const { supervisor } = supervised(memoryStore());
  let isBegun = false;
  const never = supervisor.turns.take(["x"], () => {
    isBegun = true;
    return new Promise(() => {});
  });
  assert.equal(isBegun, true);
  assert.ok(never instanceof Promise);
  await supervisor.ask("y", look("y", "a"));
  await settled();
  assert.equal(supervisor.busy, 0, "who waits for quiet does not wait for claims");
});

Deno.test("what a turn stored is known to the task, which does not read its stream again", async () => {
  let reads = 0;
  const log = memoryStore();
  const store = {
    ...log,
    readStream(streamId: string, after?: number) {
      reads++;
      return log.readStream(streamId, after);
    },
  };
  const { supervisor } = supervised(store);
  await supervisor.ask("x", look("x", "a"));
  const readBefore = reads;
  await supervisor.turns.take(["x"], async () => {
    const version = store.streamVersion("x");
    await store.append([{ streamId: "x", expectedVersion: version, events: [claimed] }]);
    supervisor.turns.noteStored("x", version, claimed);
  });
  await supervisor.ask("x", look("x", "b"));
  assert.equal(reads, readBefore);
  assert.ok(log.readStream("x").some(({ event }) => event.type === "TaskClaimed"));
});

Deno.test("turns of several tasks in any order do not wait for each other for ever", async () => {
  const turns = createTurns(10);
  let inside = 0;
  const work = async () => {
    assert.equal(++inside, 1);
    await settled();
    inside--;
  };
  await Promise.all([
    turns.take(["a", "b", "c", "a"], work),
    turns.take(["c", "b"], work),
    turns.take(["b", "a"], work),
    turns.take(["c", "a", "b"], work),
  ]);
  await turns.take([], () => Promise.resolve());
});

Deno.test("a turn hands on what its work throws, and the next one begins; a full mailbox refuses", async () => {
  const turns = createTurns(1);
  const held = Promise.withResolvers<void>();
  const first = turns.take(["x"], async () => {
    await held.promise;
    throw new Error("no");
  });
  const second = turns.take(["x"], () => Promise.resolve("yes"));
  await assert.rejects(
    turns.take(["x"], () => Promise.resolve()),
    (thrown) => thrown instanceof SyncError && thrown.code === "MAILBOX_FULL",
  );
  held.resolve();
  await assert.rejects(first, /no/);
  assert.equal(await second, "yes");
});
