import assert from "node:assert/strict";
import { readDelivery, readKeptWake } from "@/triggers/delivery.ts";

const folder = new URL("../fixtures/contract/webhooks/", import.meta.url);

/** What is recorded of the server, by event. */
async function recorded(event: string): Promise<{ readonly data: Record<string, { id: number }> }> {
  return JSON.parse(await Deno.readTextFile(new URL(`${event}.json`, folder))).parsed;
}

for (
  const event of [
    "task.created",
    "task.updated",
    "task.deleted",
    "task.assignee.created",
    "task.comment.created",
  ]
) {
  Deno.test(`readDelivery() asks for a look at the task of a recorded ${event}`, async () => {
    const body = await recorded(event);
    const wake = { ids: [body.data["task"]?.id], event };
    assert.deepEqual(readDelivery(body), { event, wake });
  });
}

Deno.test("readDelivery() asks for a look at both ends of a recorded relation", async () => {
  const body = await recorded("task.relation.created");
  const { task_id: one, other_task_id: other } = body.data["relation"] as unknown as {
    readonly task_id: number;
    readonly other_task_id: number;
  };
  const ids = readDelivery(body)?.wake?.ids ?? [];
  assert.deepEqual(ids.toSorted(), [one, other].toSorted());
});

for (const event of ["project.updated", "project.deleted"]) {
  Deno.test(`readDelivery() asks for everything after a recorded ${event} (trap T6)`, async () => {
    assert.deepEqual(readDelivery(await recorded(event)), { event, wake: { full: true } });
  });
}

Deno.test("readDelivery() takes an event that concerns no task, and one nobody knows yet", async () => {
  const event = "project.shared.user";
  assert.deepEqual(readDelivery(await recorded(event)), { event, wake: null });
  const unknown = { event_name: "task.teleported", data: { task: { id: 4 }, mars: true } };
  assert.deepEqual(readDelivery(unknown)?.wake, { ids: [4], event: "task.teleported" });
  assert.deepEqual(readDelivery({ event_name: "x", data: null })?.wake, null);
});

Deno.test("readDelivery() names each task of several once", () => {
  const body = {
    event_name: "tasks.overdue",
    data: { tasks: [{ id: 1 }, { id: 2 }, { id: 1 }], task: { id: 2 } },
  };
  assert.deepEqual(readDelivery(body)?.wake?.ids?.toSorted(), [1, 2]);
});

for (
  const body of [
    null,
    [],
    "text",
    {},
    { event_name: 1 },
    { event_name: "task.updated", data: { task: { id: "1" } } },
    { event_name: "task.updated", data: { task: { id: -1 } } },
    { event_name: "task.updated", data: { task: { id: 1.5 } } },
  ]
) {
  Deno.test(`readDelivery() takes ${JSON.stringify(body)} for no delivery`, () => {
    assert.equal(readDelivery(body), null);
  });
}

Deno.test("S3: readKeptWake() takes only what readDelivery() could have left, and anything else for «look»", () => {
  const look = { changes: true };
  const bad = [
    "",
    "{",
    "null",
    "[]",
    "\0",
    '"x"',
    '{"ids":[9007199254740993]}',
    '{"ids":[-1]}',
    '{"ids":["7"]}',
    '{"ids":{"0":7}}',
    `{"ids":[${"7,".repeat(2_000)}7]}`,
    `{"ids":[7],"event":"${"x".repeat(3_000_000)}"}`,
    '{"ids":[7],"event":7}',
    '{"full":"yes"}',
    "[".repeat(100_000),
  ];
  for (const line of bad) assert.deepEqual(readKeptWake(line), look, line.slice(0, 60));
  const kept = { ids: [7, 8], event: "task.updated" };
  assert.deepEqual(readKeptWake(JSON.stringify(kept)), { ...kept, full: false, changes: false });
  assert.equal(readKeptWake('{"full":true}').full, true);
});

Deno.test("S3: readDelivery() asks for all that changed where a delivery names thousands", () => {
  const tasks = Array.from({ length: 1_001 }, (_, at) => ({ id: at + 1 }));
  const event = "tasks.overdue";
  assert.deepEqual(readDelivery({ event_name: event, data: { tasks } }), {
    event,
    wake: { changes: true },
  });
});
