import assert from "node:assert/strict";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import { fold } from "@/domain/evolve.ts";
import { loadPair } from "@/engine/pair_loader.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";
import { logAt } from "@tests/support/temp_log.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const streamId = "11111111-1111-4111-8111-111111111111";

function observed(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({
    type: "TaskObserved" as const,
    data: {
      side: "taskwarrior" as const,
      id: streamId,
      task: { ...blankTask, title: `title ${from + index}` },
      extra: {},
      changedAt: "2026-01-01T00:00:00Z",
    },
  }));
}

Deno.test("loadPair() folds to the same state with a snapshot as without one", async () => {
  using folder = tempFolder();
  using log = logAt(`${folder.path}/log.db`);
  const snapshots = pairSnapshots(log.snapshots);
  await log.store.append([{ streamId, expectedVersion: 0, events: observed(120) }]);
  const whole = loadPair(streamId, log.store, snapshots);
  assert.equal(snapshots.read(streamId)?.version, 120);
  await log.store.append([{ streamId, expectedVersion: 120, events: observed(3, 120) }]);
  const events = log.store.readStream(streamId).map(({ event }) => event);
  assert.equal(whole.version, 120);
  assert.equal(log.store.readStream(streamId, 120).length, 3);
  assert.deepEqual(loadPair(streamId, log.store, snapshots), fold(streamId, events));
  log.snapshots.clear();
  assert.deepEqual(loadPair(streamId, log.store, snapshots), fold(streamId, events));
});

Deno.test("loadPair() finds no snapshot that another fold made", async () => {
  using folder = tempFolder();
  using log = logAt(`${folder.path}/log.db`);
  await log.store.append([{ streamId, expectedVersion: 0, events: observed(2) }]);
  log.snapshots.write(streamId, "pair-0", { version: 2, state: { broken: true } });
  const state = loadPair(streamId, log.store, pairSnapshots(log.snapshots));
  assert.equal(state.taskwarrior.task?.title, "title 1");
});
