import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { Projection } from "@/domain/projection.ts";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { sumEvents } from "@/adapters/sqlite/event_rows.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { alter } from "@tests/support/damage.ts";
import { linked, observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";

async function writeLog(path: string): Promise<void> {
  using log = logAt(path);
  await log.store.append([
    { streamId: "a", expectedVersion: 0, events: [observed("vikunja"), linked(5)] },
  ]);
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "none";
  } catch (thrown) {
    return (thrown as SyncError).code;
  }
}

Deno.test("openLog() refuses a log of a newer schema", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  alter(path, "PRAGMA user_version = 99; UPDATE checks SET value = 99 WHERE name = 'schema'");
  assert.equal(codeOf(() => logAt(path)), "LOG_NEWER");
});

Deno.test("readStream() stops at an event that this version does not know", async () => {
  using folder = tempFolder();
  for (const change of ["type = 'TaskPainted'", "schema = 99"]) {
    const path = folder.file(`${crypto.randomUUID()}.db`);
    await writeLog(path);
    alter(path, `UPDATE events SET ${change} WHERE version = 2`);
    sumAgain(path);
    using log = logAt(path);
    assert.equal(codeOf(() => log.store.readStream("a")), "LOG_NEWER");
    assert.equal(codeOf(() => log.store.readAll(0, 10)), "LOG_NEWER");
    assert.equal(codeOf(() => log.rebuild()), "LOG_NEWER");
    assert.equal(log.reader.streamOf(5), "a", "projections stay as they were");
  }
});

/** As the version that wrote it would have. */
function sumAgain(path: string): void {
  const db = openDatabase(path);
  sumEvents(db);
  db.close();
}

Deno.test("N14: openLog() takes a flipped bit in the number of the schema for damage", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  for (const schema of [0, 2, 7]) {
    await writeLog(path);
    alter(path, `PRAGMA user_version = ${schema}`);
    assert.equal(codeOf(() => logAt(path)), "LOG_DAMAGED", `${schema}`);
    Deno.removeSync(path);
  }
});

const titles: Projection = {
  name: "titles",
  version: 1,
  tables: [{ name: "titles", columns: { stream_id: "TEXT", title: "TEXT" }, key: ["stream_id"] }],
  changes: ({ streamId, event }) =>
    event.type !== "TaskObserved" ? [] : [{
      op: "put",
      table: "titles",
      row: { stream_id: streamId, title: event.data.task.title },
    }],
};
const shoutedTitles: Projection = {
  ...titles,
  version: 2,
  tables: [{ name: "shouts", columns: { stream_id: "TEXT", shout: "TEXT" }, key: ["stream_id"] }],
  changes: ({ streamId, event }) =>
    event.type !== "TaskObserved" ? [] : [{
      op: "put",
      table: "shouts",
      row: { stream_id: streamId, shout: event.data.task.title.toUpperCase() },
    }],
};

Deno.test("openLog() replays a projection that is new or changed, and only at the first open", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  let replayed = 0;
  const counted = (projection: Projection): Projection => ({
    ...projection,
    changes: (stored) => {
      replayed++;
      return projection.changes(stored);
    },
  });
  const openWith = (projection: Projection) =>
    openLog({
      path,
      projections: [...logProjections, counted(projection)],
      runtime: { ...systemRuntime, now: tickingClock() },
    });
  const empty = await checksumOf(openWith({ ...titles, changes: () => [], version: 0 }));
  const first = await checksumOf(openWith(titles));
  assert.notEqual(first, empty);
  assert.equal(replayed, 4);
  assert.equal(await checksumOf(openWith(titles)), first);
  assert.equal(replayed, 4);
  assert.notEqual(await checksumOf(openWith(shoutedTitles)), first);
  assert.equal(replayed, 6);
});

async function checksumOf(log: ReturnType<typeof openLog>): Promise<string> {
  using opened = log;
  return await opened.checksum("titles");
}

Deno.test("N14: a log from before sums were kept gets them once it was found whole, and is refused else", () => {
  using folder = tempFolder();
  const fixture = new URL("../../fixtures/logs/v3.db", import.meta.url);
  const path = folder.file("log.db");
  Deno.copyFileSync(fixture, path);
  logAt(path).close();
  alter(path, "UPDATE events SET data = replace(data, 'milk', 'mild') WHERE position = 9");
  using log = logAt(path);
  assert.equal(codeOf(() => log.store.readAll(0, 1_000)), "LOG_DAMAGED");
  for (const change of ["version = 9", "previous = 1", "stream_id = 'x'"]) {
    const broken = folder.file(`${crypto.randomUUID()}.db`);
    Deno.copyFileSync(fixture, broken);
    alter(broken, `UPDATE events SET ${change} WHERE position = 9`);
    assert.equal(codeOf(() => logAt(broken)), "LOG_DAMAGED", change);
  }
});
