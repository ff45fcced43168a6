import assert from "node:assert/strict";
import { createCarryOut } from "@/app/hosts/carry_out.ts";
import { deliverOperation, handedOn, isHandedOn } from "@/app/hosts/handed_on.ts";
import { outputIn } from "@/app/hosts/owner_answer.ts";
import { operations as table } from "@/ports/operations_table.ts";
import { claimsWorld } from "@tests/support/claims_world.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { operationsOf } from "@tests/support/operations.ts";

const options = { agent: "ada", forMs: 60_000 };

async function carryWorld(...tasks: readonly string[]) {
  const world = await claimsWorld(tasks);
  const edits: unknown[] = [];
  const delivered: string[] = [];
  const carryOut = createCarryOut({
    operations: operationsOf({
      retryDrop: () => Promise.resolve(3),
      edit(edit) {
        edits.push(edit);
        return Promise.resolve({ ok: true, task: "a", title: "a", version: 2, pending: [] });
      },
    }),
    claims: world.claims,
    log: world.log,
    deliver: (line) => Promise.resolve(void delivered.push(line)),
  });
  return {
    ...world,
    edits,
    delivered,
    carryOut: (id: string, operation: string, input: unknown, isBegun = false) =>
      carryOut({ id, operation, input: JSON.stringify(input), isBegun }),
  };
}

Deno.test("carryOut() that is asked for a claim again, by the next owner, grants the same one and no other", async () => {
  await using world = await carryWorld("a-task-1", "a-task-2", "a-task-3", "a-task-4");
  const asked = [
    ["claimTask", { task: "a-task-1", ...options }],
    ["batchClaimTasks", { tasks: ["a-task-3", "a-task-4"], ...options }],
    ["claimNextTask", { filter: {}, ...options }],
  ] as const;
  for (const [operation, input] of asked) {
    const first = await world.carryOut(operation, operation, input);
    assert.match(first, /"ok":(true|false)/);
    const leased = world.log.claims.leased().length;
    assert.equal(await world.carryOut(operation, operation, input, true), first);
    assert.equal(world.log.claims.leased().length, leased);
    assert.notEqual(await world.carryOut(`another ${operation}`, operation, input), first);
  }
});

Deno.test("carryOut() claims for a request that was begun and not done", async () => {
  await using world = await carryWorld("a-task-1");
  const input = { task: "a-task-1", ...options };
  const answer = outputIn(
    table.claimTask.output,
    await world.carryOut("x", "claimTask", input, true),
  );
  assert.ok(answer.ok);
});

Deno.test("carryOut() does not do again what may have been done, and says so", async () => {
  await using world = await carryWorld("a-task-1");
  const edit = { task: "a", changes: {}, ifVersion: null, token: null };
  const { code, retryable } = await refusal(world.carryOut("x", "edit", edit, true));
  assert.deepEqual([code, retryable, world.edits], ["DAEMON_GONE", true, []]);
  await world.carryOut("x", "edit", edit);
  assert.deepEqual(world.edits, [edit]);
  const dropped = await world.carryOut("y", "retryDrop", { task: "a" }, true);
  assert.equal(outputIn(table.retryDrop.output, dropped), 3);
});

Deno.test("carryOut() puts a delivery on disk before it is answered", async () => {
  await using world = await carryWorld();
  await world.carryOut("x", deliverOperation, { ids: [5], event: "task.updated" }, true);
  assert.deepEqual(world.delivered, ['{"ids":[5],"event":"task.updated"}']);
});

Deno.test("carryOut() refuses what it does not know or understand", async () => {
  await using world = await carryWorld();
  for (
    const [operation, input] of [["sync", {}], ["toString", {}], ["edit", { task: 5 }]] as const
  ) {
    assert.equal((await refusal(world.carryOut("x", operation, input))).code, "USAGE");
  }
});

Deno.test("what is handed on is done here or by the daemon as well", () => {
  for (const name of Object.keys(handedOn)) {
    assert.ok(isHandedOn(name));
    assert.equal(table[name].by, "either");
  }
});
