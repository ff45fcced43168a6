import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { salvage } from "@/adapters/sqlite/salvage.ts";
import { alter, blankPage, pageSizeOf, rootPageOf } from "@tests/support/damage.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { linked, observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

const streams = Array.from({ length: 60 }, (_, index) => `task-${index}`);
const eventsPerStream = 3;

/** Long enough for several pages of everything, with some events longer than a page. */
async function writeLog(path: string): Promise<void> {
  using log = logAt(path);
  await Promise.all(streams.map((streamId, index) =>
    log.store.append([{
      streamId,
      expectedVersion: 0,
      events: [
        observed("vikunja", `${index} ${"x".repeat(index % 10 === 0 ? 9_000 : 50)}`),
        linked(index + 1),
        observed("taskwarrior"),
      ],
    }])
  ));
}

function refusalOf(work: () => unknown): SyncError {
  try {
    work();
  } catch (thrown) {
    assert.ok(thrown instanceof SyncError, `${thrown}`);
    return thrown;
  }
  throw new Error("nothing was refused");
}

function openAndClose(path: string): void {
  logAt(path).close();
}

Deno.test("openLog() reports a log that was cut, at whatever byte, and leaves it alone (T14)", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  const whole = Deno.readFileSync(path);
  const pageSize = pageSizeOf(path);
  const boundaries = Array.from({ length: whole.length / pageSize }, (_, page) => page * pageSize);
  const sizes = [99, 100, ...boundaries.flatMap((at) => [at, at + 1, at + pageSize - 1])];
  assert.ok(sizes.length > 100);
  for (const size of sizes) {
    const cut = whole.subarray(0, size);
    Deno.writeFileSync(path, cut);
    const error = refusalOf(() => openAndClose(path));
    assert.equal(error.code, "LOG_DAMAGED", `${size} bytes: ${error.message}`);
    const readable = error.details["readable"] as { events: number; streams: number };
    assert.ok(readable.events <= streams.length * eventsPerStream);
    assert.ok(Deno.readFileSync(path).every((byte, index) => byte === cut[index]));
    assert.deepEqual([...Deno.readDirSync(folder.path)].map((entry) => entry.name), ["log.db"]);
  }
  Deno.writeFileSync(path, whole);
  openAndClose(path);
});

Deno.test("openLog() never takes a log cut beside its write-ahead file for a new one (T14)", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  using log = logAt(path);
  await log.store.append([{ streamId: "new", expectedVersion: 0, events: [observed("vikunja")] }]);
  const whole = Deno.readFileSync(path);
  const wal = Deno.readFileSync(`${path}-wal`);
  const pageSize = pageSizeOf(path);
  for (let size = 0; size < whole.length; size += pageSize) {
    const cut = folder.file("cut.db");
    Deno.writeFileSync(cut, whole.subarray(0, size));
    Deno.writeFileSync(`${cut}-wal`, wal);
    const problems = problemsOf(cut);
    if (problems.length === 0) assert.equal(countOf(cut), streams.length * eventsPerStream + 1);
    else assert.ok(size < whole.length);
    for (const suffix of ["", "-wal", "-shm"]) removeIfThere(cut + suffix);
  }
});

function problemsOf(path: string): readonly string[] {
  try {
    using log = logAt(path);
    return log.integrity();
  } catch (thrown) {
    assert.equal((thrown as SyncError).code, "LOG_DAMAGED");
    return [(thrown as SyncError).message];
  }
}

function countOf(path: string): number {
  using log = logAt(path);
  return log.reader.eventCount();
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}

Deno.test("openLog() reports a log that is gone beside its write-ahead file", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  Deno.removeSync(path);
  Deno.writeFileSync(`${path}-wal`, new Uint8Array(5_000));
  assert.equal(refusalOf(() => openAndClose(path)).code, "LOG_DAMAGED");
});

Deno.test("openLog() reports what is no log of ours", () => {
  using folder = tempFolder();
  const text = folder.file("text.db");
  Deno.writeTextFileSync(text, "not a database at all\n".repeat(500));
  assert.equal(refusalOf(() => openAndClose(text)).code, "LOG_DAMAGED");
  const foreign = folder.file("foreign.db");
  alter(foreign, "CREATE TABLE tasks(id)");
  const error = refusalOf(() => openAndClose(foreign));
  assert.equal(error.code, "LOG_DAMAGED");
  assert.match(error.message, /not a log of vikunja-sync/);
});

Deno.test("readStream() reports events that are missing or unreadable", async () => {
  using folder = tempFolder();
  for (
    const damage of [
      "DELETE FROM events WHERE stream_id = 'task-7' AND version = 2",
      "DELETE FROM events WHERE stream_id = 'task-7'",
      "UPDATE events SET data = '{\"side\":' WHERE stream_id = 'task-7' AND version = 1",
      "UPDATE events SET stream_id = 'task-8' WHERE stream_id = 'task-7' AND version = 1",
    ]
  ) {
    const path = folder.file(`${crypto.randomUUID()}.db`);
    await writeLog(path);
    alter(path, damage);
    using log = logAt(path);
    assert.equal(refusalOf(() => log.store.readStream("task-7")).code, "LOG_DAMAGED", damage);
    assert.notDeepEqual(log.integrity(), [], damage);
    assert.equal(log.store.readStream("task-9").length, eventsPerStream);
  }
});

Deno.test("integrity() says once what several of its looks stumble over", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  using log = logAt(path);
  blankPage(path, rootPageOf(path, "events") - 1);
  const problems = log.integrity();
  assert.notDeepEqual(problems, []);
  assert.deepEqual(problems, [...new Set(problems)]);
});

Deno.test("append() writes nothing more when the log was found damaged", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  blankPage(path, rootPageOf(path, "streams") - 1);
  using log = logAt(path);
  const append = (streamId: string) =>
    log.store.append([{ streamId, expectedVersion: 0, events: [observed("vikunja")] }]);
  const first = await refusal(append("new"));
  assert.equal(first.code, "LOG_DAMAGED");
  assert.equal(await refusal(append("newer")), first);
  assert.equal(log.store.readAll(0, 1_000).length, streams.length * eventsPerStream);
});

Deno.test("salvage() copies every stream's readable beginning to a new log beside it", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  alter(path, "DELETE FROM events WHERE stream_id = 'task-7' AND version = 2");
  const before = Deno.readFileSync(path);
  const saved = salvage(path, new Date("2026-11-20T10:00:00Z"));
  assert.deepEqual([saved.events, saved.streams], [streams.length * eventsPerStream - 2, 60]);
  assert.equal(saved.leftOver?.events, 1);
  assert.deepEqual(Deno.readFileSync(path), before);
  using log = logAt(saved.path);
  assert.deepEqual(log.integrity(), []);
  assert.equal(log.store.readStream("task-7").length, 1);
  assert.equal(log.store.readStream("task-8").length, eventsPerStream);
  assert.equal(log.reader.linkCount(), streams.length - 1);
});

Deno.test("salvage() saves what a cut and a blanked page left, page by page", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  const whole = Deno.readFileSync(path);
  const pages = whole.length / pageSizeOf(path);
  let most = 0;
  for (let page = 1; page < pages; page++) {
    Deno.writeFileSync(path, whole);
    if (page % 2 === 0) blankPage(path, page);
    else Deno.truncateSync(path, page * pageSizeOf(path));
    const saved = salvage(path, new Date(page));
    using log = logAt(saved.path);
    assert.deepEqual(log.integrity(), []);
    assert.equal(log.reader.eventCount(), saved.events);
    most = Math.max(most, saved.events);
  }
  assert.equal(most, streams.length * eventsPerStream);
});
