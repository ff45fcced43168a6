import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { logProjections } from "@/projections/log_projections.ts";
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

Deno.test("append() commits together all who come, each by itself, until the turn that the first began", async () => {
  using folder = tempFolder();
  const turns: (() => void)[] = [];
  using log = openLog({
    path: folder.file("log.db"),
    projections: logProjections,
    runtime: {
      ...systemRuntime,
      now: tickingClock(),
      after(ms, call) {
        if (ms === 0) turns.push(call);
        return { [Symbol.dispose]: () => {} };
      },
    },
  });
  const append = (streamId: string) => log.store.append([{ streamId, expectedVersion: 0, events }]);
  const nextTurn = async (): Promise<void> => {
    turns.shift()?.();
    await turn();
  };
  const first = append("first");
  await nextTurn();
  await first;
  const others = [];
  for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
    others.push(append(name));
    await turn();
  }
  assert.equal(log.store.readAll(0, 100).length, 1);
  assert.equal(turns.length, 1);
  await nextTurn();
  await Promise.all(others);
  const commits = new Set(log.store.readAll(1, 100).map(({ recordedAt }) => recordedAt));
  assert.equal(commits.size, 1);
});

Deno.test("append() ends its turn whenever somebody comes after a commit", async () => {
  using folder = tempFolder();
  using log = logAt(folder.file("log.db"));
  const append = (streamId: string) => log.store.append([{ streamId, expectedVersion: 0, events }]);
  for (const together of [1, 2]) {
    for (let microtasks = 0; microtasks < 80; microtasks++) {
      const names = ["a", "b"].slice(0, together).map((name) => `${name}${together}-${microtasks}`);
      await Promise.all(names.map(append));
      for (let waited = 0; waited < microtasks; waited++) await null;
      await append(`late${together}-${microtasks}`);
      await turn();
    }
  }
  assert.equal(log.reader.eventCount(), 80 * 2 + 80 * 3);
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
