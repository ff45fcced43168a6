import assert from "node:assert/strict";
import { rejectedLook } from "@/domain/rejected.ts";
import type { SyncError } from "@/domain/errors.ts";
import { policyAt } from "@tests/support/pair_simulation.ts";
import { look, memoryStore, supervised } from "@tests/support/supervised.ts";

const hasCode = (code: string) => (error: SyncError) => error.code === code;

Deno.test("a message that fails is tried again a bounded number of times, with a wait, then put aside", async () => {
  const log = memoryStore();
  const waits: number[] = [];
  let tries = 0;
  const { supervisor, quiet } = supervised(log, {
    maxTries: 4,
    backoffMs: (attempt) => attempt * 10,
    delay: (ms) => Promise.resolve(void waits.push(ms)),
  }, {
    policy: () => {
      if (++tries <= 4) throw new Error("broken");
      return policyAt("2026-01-01T00:00:00Z");
    },
  });
  const message = look("x", "a");
  supervisor.post("x", message);
  await quiet();
  assert.deepEqual(waits, [10, 20, 30]);
  assert.deepEqual(log.readStream("x").map(({ event }) => event), [{
    type: "MessageRejected",
    data: { message: JSON.stringify(message), code: "INTERNAL", reason: "broken" },
  }]);
});

Deno.test("a message that fails once is handled at the second try", async () => {
  const log = memoryStore();
  let tries = 0;
  const { supervisor } = supervised(log, {}, {
    policy: () => {
      if (++tries === 1) throw new Error("broken");
      return policyAt("2026-01-01T00:00:00Z");
    },
  });
  await supervisor.ask("x", look("x", "a"));
  assert.equal(log.readStream("x")[0]?.event.type, "TaskObserved");
});

Deno.test("who asks is told what refused it, and nothing is put aside", async () => {
  const log = memoryStore();
  const { supervisor } = supervised(log);
  await assert.rejects(
    supervisor.ask("x", { type: "PickConflict", conflictId: "none", side: "vikunja" }),
    hasCode("NOT_FOUND"),
  );
  assert.deepEqual(log.readStream("x"), []);
});

Deno.test("a listener that fails keeps no push from being handed over", async () => {
  const dispatched: string[] = [];
  const { supervisor, quiet } = supervised(memoryStore(), {}, {
    dispatch: ({ streamId }) => void dispatched.push(streamId),
    onStored: () => {
      throw new Error("a broken progress bar");
    },
  });
  supervisor.post("x", look("x", "a"));
  await quiet();
  assert.deepEqual(dispatched, ["x"]);
});

Deno.test("N16: of a large message that is put aside, what tells where to look again is kept", async () => {
  const log = memoryStore();
  let tries = 0;
  const { supervisor, quiet } = supervised(log, { maxTries: 1 }, {
    policy: () => {
      if (++tries === 1) throw new Error("broken");
      return policyAt("2026-01-01T00:00:00Z");
    },
  });
  supervisor.post("x", look("x", "a".repeat(200_000)));
  await quiet();
  const [rejected] = log.readStream("x").map(({ event }) => event);
  assert.ok(rejected?.type === "MessageRejected");
  assert.ok(JSON.stringify(rejected).length < 1_000);
  assert.deepEqual(rejectedLook(rejected.data.message).sides, ["taskwarrior"]);
});
