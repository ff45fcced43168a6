import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { SyncEvent } from "@/domain/events.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { linked, observed } from "@tests/support/log_events.ts";
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

Deno.test("append() sees what another connection appended since", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  using one = logAt(path);
  using two = logAt(path);
  for (let version = 0; version < 6; version += 2) {
    await one.store.append([{ streamId: "a", expectedVersion: version, events }]);
    await two.store.append([{ streamId: "a", expectedVersion: version + 1, events }]);
  }
  const stale = one.store.append([{ streamId: "a", expectedVersion: 5, events }]);
  assert.deepEqual((await refusal(stale)).details, { streamId: "a", expected: 5, actual: 6 });
  const outcomes = await Promise.allSettled([
    one.store.append([{ streamId: "b", expectedVersion: 0, events: [linked(1)] }]),
    one.store.append([{ streamId: "c", expectedVersion: 0, events: [linked(1)] }]),
    two.store.append([{ streamId: "d", expectedVersion: 0, events: [linked(1)] }]),
  ]);
  assert.equal(outcomes.filter((outcome) => outcome.status === "fulfilled").length, 1);
  assert.deepEqual(one.integrity(), []);
});

Deno.test("append() trusts no version it saw before another connection appended", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  using one = logAt(path);
  using two = logAt(path);
  const append = (log: typeof one, streamId: string, expectedVersion: number) =>
    log.store.append([{ streamId, expectedVersion, events }]);
  await refusal(append(one, "a", 5));
  await append(two, "a", 0);
  assert.deepEqual((await refusal(append(one, "a", 0))).details, {
    streamId: "a",
    expected: 0,
    actual: 1,
  });
  await append(one, "b", 0);
  await append(two, "b", 1);
  await append(one, "a", 1);
  assert.equal((await refusal(append(one, "b", 1))).details["actual"], 2);
  assert.deepEqual(one.integrity(), []);
});
