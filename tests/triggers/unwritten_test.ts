import assert from "node:assert/strict";
import { byHand } from "@/domain/dropped.ts";
import type { PendingRef } from "@/ports/log_reader.ts";
import { unwritten } from "@/triggers/unwritten.ts";

function push(error: string | null, dead = false): PendingRef {
  return {
    streamId: crypto.randomUUID(),
    side: "vikunja",
    dead,
    nextAt: null,
    error,
    isOutside: false,
  };
}

const logOf = (pushes: readonly PendingRef[]) => ({
  pendingPushes: () => pushes,
  titleOf: () => "Milk",
});

Deno.test("unwritten() tells each reason once with the tasks it is about, and nothing of what was not tried", () => {
  const pushes = [push(null), push("AUTH: no"), push("AUTH: no"), push("TASK_REFUSED: odd", true)];
  assert.deepEqual(unwritten(logOf(pushes)), [
    'waiting: AUTH: no: "Milk", "Milk"',
    'given up: TASK_REFUSED: odd: "Milk"',
  ]);
});

Deno.test("unwritten() stops after ten reasons and counts the others", () => {
  const pushes = Array.from({ length: 13 }, (_, n) => push(`SERVER_REFUSED: ${"x".repeat(n)}`));
  const told = unwritten(logOf(pushes));
  assert.equal(told.length, 11);
  assert.equal(told.at(-1), "and 3 more reasons; see `status`");
});

Deno.test("unwritten() says nothing of what a person dropped", () => {
  const pushes = [push(`ABORTED: ${byHand}`, true), push("TASK_REFUSED: odd", true)];
  assert.deepEqual(unwritten(logOf(pushes)), ['given up: TASK_REFUSED: odd: "Milk"']);
});
