import assert from "node:assert/strict";
import { createTaskEdits } from "@/app/task_edits.ts";
import { voidClaims } from "@/domain/claim.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import { runWorld, signal } from "@tests/support/run_world.ts";

Deno.test("edit() takes no token that a backup which was put back has made void", async () => {
  const world = runWorld();
  const task = world.task("one");
  await world.sync();
  const open = () => world.openRun({ planOnly: false, jobs: 1 }, signal);
  const edits = createTaskEdits({ open, projectPath: (name) => [name] });
  const set = (title: string) =>
    world.result(
      edits.edit({ task, changes: { title }, ifVersion: null, token: 5 }, signal),
    );
  const claimed: SyncEvent = {
    type: "TaskClaimed",
    data: {
      agent: "ada",
      token: 5,
      claimedAt: "2026-03-01T09:00:00Z",
      until: "2036-03-01T09:00:00.000Z",
      boot: null,
      untilUptimeMs: 0,
    },
  };
  const append = (streamId: string, event: SyncEvent) =>
    world.result((async () => {
      await using run = await open();
      const expectedVersion = run.store.streamVersion(streamId);
      await run.store.append([{ streamId, expectedVersion, events: [event] }]);
    })());
  await append(task, claimed);
  assert.equal((await set("two")).ok, true);
  await append(logStreamId, { type: "FactsCached", data: { name: voidClaims, facts: 5 } });
  const refused = await set("three");
  assert.deepEqual(refused, {
    ok: false,
    task,
    title: "two",
    because: "token",
    lockedBy: null,
    until: null,
  });
});
