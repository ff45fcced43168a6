import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import { currentSchema, upcast, type UpcastTable } from "@/domain/upcast.ts";

const table: UpcastTable = {
  TaskGone: [
    (data) => ({ ...(data as object), how: "deleted" }),
    (data) => ({ ...(data as object), changedAt: null }),
  ],
};

const stored = (schema: number, data: unknown) => ({ type: "TaskGone", schema, data });

Deno.test("upcast() takes old data through every later shape", () => {
  const today = { type: "TaskGone", data: { side: "vikunja", how: "deleted", changedAt: null } };
  assert.deepEqual(upcast(stored(1, { side: "vikunja" }), table), today);
  assert.deepEqual(upcast(stored(2, { side: "vikunja", how: "deleted" }), table), today);
  assert.deepEqual(upcast(stored(3, today.data), table), today);
});

Deno.test("upcast() refuses what a newer version wrote", () => {
  const foreign = [stored(4, {}), { type: "TaskPainted", schema: 1, data: {} }, {
    type: "toString",
    schema: 1,
    data: {},
  }];
  for (const each of foreign) {
    assert.throws(() => upcast(each, table), (error: SyncError) => error.code === "LOG_NEWER");
  }
});

Deno.test("upcast() leaves today's events as they are", () => {
  const data = { side: "vikunja", how: "missing", changedAt: null };
  const event = upcast({ type: "TaskGone", schema: currentSchema("TaskGone"), data });
  assert.equal(event.data, data);
});
