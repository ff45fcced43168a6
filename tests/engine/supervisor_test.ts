import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import { heldStore, look, memoryStore, settled, supervised } from "@tests/support/supervised.ts";

const hasCode = (code: string) => (error: SyncError) => error.code === code;

Deno.test("one task's messages are handled one at a time, in order", async () => {
  const log = memoryStore();
  const { waiting, store } = heldStore(log);
  const { supervisor, quiet } = supervised(store);
  for (const title of ["a", "b", "c"]) supervisor.post("x", look("x", title));
  const done = quiet();
  for (let message = 1; message <= 3; message++) {
    await settled();
    assert.equal(waiting.length, message);
    waiting.at(-1)?.go();
  }
  await done;
  const titles = log.readStream("x").flatMap(({ event }) =>
    event.type === "TaskObserved" ? [event.data.task.title] : []
  );
  assert.deepEqual(titles, ["a", "b", "c"]);
});

Deno.test("one task does not wait for another", async () => {
  const { waiting, store } = heldStore(memoryStore());
  const { supervisor, quiet } = supervised(store);
  const first = supervisor.ask("x", look("x", "a"));
  const second = supervisor.ask("y", look("y", "a"));
  await settled();
  assert.deepEqual(waiting.map(({ streamId }) => streamId), ["x", "y"]);
  waiting[1]?.go();
  await second;
  await settled();
  assert.equal(supervisor.busy, 1);
  waiting[0]?.go();
  await first;
  await quiet();
});

Deno.test("messages posted by what wakes on quiet are handled one at a time as well", async () => {
  let running = 0;
  let most = 0;
  const log = memoryStore();
  const store = {
    ...log,
    append: async (appends: readonly StreamAppend<SyncEvent>[]) => {
      most = Math.max(most, ++running);
      await settled();
      running--;
      return await log.append(appends);
    },
  };
  const { supervisor, quiet } = supervised(store);
  let isFirst = true;
  supervisor.onQuiet(() => {
    if (!isFirst) return;
    isFirst = false;
    for (const title of ["b", "c", "d"]) supervisor.post("x", look("x", title));
  });
  supervisor.post("x", look("x", "a"));
  await quiet();
  await quiet();
  assert.equal(most, 1);
  assert.equal(log.streamVersion("x") > 4, true);
});

Deno.test("a full mailbox refuses its sender, and loses nothing that it took", async () => {
  const log = memoryStore();
  const { waiting, store } = heldStore(log);
  const { supervisor, quiet } = supervised(store, { mailboxCapacity: 2 });
  for (const title of ["a", "b", "c"]) supervisor.post("x", look("x", title));
  assert.throws(() => supervisor.post("x", look("x", "d")), hasCode("MAILBOX_FULL"));
  await assert.rejects(supervisor.ask("x", look("x", "d")), hasCode("MAILBOX_FULL"));
  supervisor.post("y", look("y", "a"));
  supervisor.answer("x", look("x", "e"), "later");
  const done = quiet();
  while (supervisor.busy > 0) {
    await settled();
    for (const { go } of waiting.splice(0)) go();
  }
  await done;
  const titles = log.readStream("x").flatMap(({ event }) =>
    event.type === "TaskObserved" ? [event.data.task.title] : []
  );
  assert.deepEqual(titles, ["a", "b", "c", "e"]);
});

Deno.test("memory stays bounded: idle tasks are forgotten, and known again from the log", async () => {
  const log = memoryStore();
  const { supervisor, quiet } = supervised(log, { idleActors: 5 });
  for (let task = 0; task < 100; task++) {
    supervisor.post(`t${task}`, look(`t${task}`, "a"));
    await quiet();
    assert.ok(supervisor.actors <= 5);
  }
  for (let task = 0; task < 100; task++) supervisor.post(`t${task}`, look(`t${task}`, "a"));
  await quiet();
  assert.equal(supervisor.actors, 5);
  assert.equal(log.readAll(0, 1_000).length, 200);
});

Deno.test("a task is one actor also where more are at work than may be idle", async () => {
  const log = memoryStore();
  const { waiting, store } = heldStore(log);
  const { supervisor, quiet } = supervised(store, { idleActors: 1 });
  for (const id of ["x", "y", "z"]) supervisor.post(id, look(id, "a"));
  for (const id of ["x", "y", "z"]) supervisor.post(id, look(id, "b"));
  await settled();
  assert.equal(waiting.length, 3);
  const done = quiet();
  while (supervisor.busy > 0) {
    await settled();
    for (const { go } of waiting.splice(0)) go();
  }
  await done;
});

Deno.test("somebody else's append makes the task read its stream again", async () => {
  const log = memoryStore();
  let foreign = 3;
  const store: EventStore<SyncEvent> = {
    ...log,
    append: async (appends) => {
      if (foreign-- > 0) {
        const event = { type: "TaskWithdrawn", data: { side: "vikunja", reason: "n" } } as const;
        await log.append([{
          streamId: "x",
          expectedVersion: log.streamVersion("x"),
          events: [event],
        }]);
      }
      return await log.append(appends);
    },
  };
  const { supervisor } = supervised(store);
  await supervisor.ask("x", look("x", "a"));
  const types = log.readStream("x").map(({ event }) => event.type);
  assert.deepEqual(types.slice(0, 4), [
    "TaskWithdrawn",
    "TaskWithdrawn",
    "TaskWithdrawn",
    "TaskObserved",
  ]);
});
