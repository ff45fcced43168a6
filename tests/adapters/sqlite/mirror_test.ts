import assert from "node:assert/strict";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { linked, observed, unlinked } from "@tests/support/log_events.ts";
import { memorySharedLog } from "@tests/support/memory_shared_log.ts";
import { folderInMemory, type TempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

const how = { projections: logProjections, runtime: systemRuntime, isOwner: true };

async function inMirror<T>(
  folder: TempFolder,
  shared: SharedLog,
  act: (log: Log) => T | Promise<T>,
): Promise<T> {
  await using mirror = await openMirror({ ...how, path: folder.file("log.db") }, shared);
  return await act(mirror.log);
}

async function fill({ store }: Log): Promise<void> {
  await store.append([{ streamId: "a", expectedVersion: 0, events: [observed("vikunja")] }]);
  await store.append([
    { streamId: "b", expectedVersion: 0, events: [linked(5), unlinked(5)] },
    { streamId: "a", expectedVersion: 1, events: [linked(5)] },
  ]);
}

Deno.test("openMirror() has the same answers after its copy was thrown away, cut, or is another list's", async () => {
  using folder = folderInMemory();
  const shared = memorySharedLog();
  const before = await inMirror(folder, shared, async (log) => {
    await fill(log);
    return everyAnswer(log);
  });
  const path = folder.file("log.db");
  const spoilers = [
    () => Deno.removeSync(path),
    () => Deno.truncateSync(path, 9_000),
    () => Deno.writeTextFileSync(path, "no database"),
    async () => await inMirror(folder, memorySharedLog("other"), fill),
  ];
  for (const spoil of spoilers) {
    await spoil();
    assert.deepEqual(await inMirror(folder, shared, everyAnswer), before);
  }
});

Deno.test("openMirror() leaves a log of its own alone, and is not taken for one", async () => {
  using folder = folderInMemory();
  const path = folder.file("log.db");
  {
    using log = logAt(path);
    await fill(log);
  }
  const shared = memorySharedLog();
  await assert.rejects(inMirror(folder, shared, () => {}), { code: "CONFIG" });
  {
    using log = logAt(path);
    assert.equal(log.reader.eventCount(), 4);
  }
  Deno.removeSync(path);
  await inMirror(folder, shared, fill);
  assert.throws(() => openLog({ ...how, path }), { code: "CONFIG" });
});

Deno.test("openMirror() throws nothing away that the shared log has lost", async () => {
  using folder = folderInMemory();
  const shared = memorySharedLog();
  const before = await inMirror(folder, shared, async (log) => {
    await fill(log);
    return everyAnswer(log);
  });
  const [lost] = shared.rows.splice(-1);
  await assert.rejects(inMirror(folder, shared, () => {}), { code: "LOG_DAMAGED" });
  if (lost !== undefined) shared.rows.push(lost);
  assert.deepEqual(await inMirror(folder, shared, everyAnswer), before);
});

Deno.test("append() ends where the shared log has lost what it had stored, and the copy keeps it", async () => {
  using folder = folderInMemory();
  const shared = memorySharedLog();
  const lost = /ends before position 4, which .*log\.db has/;
  await inMirror(folder, shared, async (log) => {
    await fill(log);
    shared.rows.splice(2);
    const append = () =>
      log.store.append([{ streamId: "c", expectedVersion: 0, events: [linked(6)] }]);
    assert.match((await refusal(append())).message, lost);
    assert.equal((await refusal(append())).code, "LOG_DAMAGED");
  });
  assert.match((await refusal(inMirror(folder, shared, fill))).message, lost);
});

Deno.test("append() decides anew on what another has appended meanwhile", async () => {
  using folder = folderInMemory();
  using elsewhere = folderInMemory();
  const shared = memorySharedLog();
  await inMirror(folder, shared, async ({ store, reader }) => {
    await inMirror(elsewhere, shared, fill);
    const late = store.append([{ streamId: "a", expectedVersion: 0, events: [linked(7)] }]);
    assert.equal((await refusal(late)).code, "VERSION_CONFLICT");
    const taken = store.append([{ streamId: "c", expectedVersion: 0, events: [linked(5)] }]);
    assert.deepEqual((await refusal(taken)).details, { vikunjaId: 5, streamId: "a" });
    await store.append([{ streamId: "a", expectedVersion: 2, events: [unlinked(5)] }]);
    assert.equal(reader.linkCount(), 0);
  });
});

Deno.test("append() that does not go together with the shared log makes the copy anew", async () => {
  using folder = folderInMemory();
  const shared = memorySharedLog();
  await inMirror(folder, shared, async (log) => {
    await fill(log);
    shared.refuseNext();
    const append = { streamId: "a", expectedVersion: 2, events: [unlinked(5)] };
    for (let tries = 0; tries < 2; tries++) {
      assert.equal((await refusal(log.store.append([append]))).code, "LOG_DAMAGED");
    }
  });
  await inMirror(folder, shared, (log) => assert.equal(log.reader.linkCount(), 1));
  assert.ok(Deno.statSync(folder.file("log.db.replaced")).isFile);
});
