import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { SyncEvent } from "@/domain/events.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";

const events: readonly SyncEvent[] = [observed("vikunja")];

Deno.test("append() commits everything of one turn together", async () => {
  using folder = tempFolder();
  using log = logAt(folder.file("log.db"), tickingClock());
  const names = Array.from({ length: 64 }, (_, index) => `task-${index}`);
  const rounds = 10;
  await Promise.all(names.map(async (streamId) => {
    for (let version = 0; version < rounds; version++) {
      await log.store.append([{ streamId, expectedVersion: version, events }]);
    }
  }));
  const stored = log.store.readAll(0, 10_000);
  const commits = new Set(stored.map((each) => each.recordedAt));
  assert.equal(stored.length, names.length * rounds);
  assert.equal(commits.size, rounds);
});

Deno.test("append() leaves turns to others however many callers go on appending", async () => {
  using folder = tempFolder();
  using log = logAt(folder.file("log.db"));
  let stop = false;
  const others = ["a", "b", "c"].map(async (streamId) => {
    for (let version = 0; !stop; version++) {
      await log.store.append([{ streamId, expectedVersion: version, events }]);
    }
  });
  await turn();
  stop = true;
  await Promise.all(others);
  assert.ok(log.reader.eventCount() > 0);
});

Deno.test("close() commits what waits, and refuses what comes later", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const log = logAt(path);
  const waiting = log.store.append([{ streamId: "a", expectedVersion: 0, events }]);
  log.close();
  log.close();
  assert.equal((await waiting).length, 1);
  const late = log.store.append([{ streamId: "b", expectedVersion: 0, events }]);
  assert.equal((await refusal(late)).code, "ABORTED");
  using again = logAt(path);
  assert.deepEqual([again.store.streamVersion("a"), again.store.streamVersion("b")], [1, 0]);
});
