import assert from "node:assert/strict";
import { compactLog } from "@/adapters/sqlite/compact_log.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { SyncError } from "@/domain/errors.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { alter, numberIn } from "@tests/support/damage.ts";
import { linked, observed } from "@tests/support/log_events.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { releasedEvents } from "@tests/support/released_log.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";
import { tickingClock } from "@tests/support/temp_log.ts";
import { isLong } from "@tests/support/long_form.ts";

const streams = Array.from({ length: 40 }, (_, index) => `11111111-0000-4000-8000-${1000 + index}`);

function ownLog(path: string) {
  return openLog({
    path,
    projections: logProjections,
    runtime: { ...systemRuntime, now: tickingClock() },
    isOwner: true,
  });
}

async function writeLog(path: string): Promise<void> {
  using log = ownLog(path);
  const appends = [
    ...Object.entries(releasedEvents),
    ...streams.map((id, at) =>
      [id, [observed("vikunja", `${at}`), linked(100 + at), observed("taskwarrior")]] as const
    ),
  ];
  for (const [streamId, events] of appends) {
    await log.store.append([{ streamId, expectedVersion: 0, events }]);
  }
}

/** All that a sync asks of a log, or the code with which it is refused. */
function behaviour(path: string): string {
  try {
    using log = ownLog(path);
    const { store, reader } = log;
    const known = [...Object.keys(releasedEvents), ...streams];
    return JSON.stringify([
      store.readAll(0, 10_000),
      known.map((id) => [store.readStream(id), reader.vikunjaIdOf(id), reader.isKnown(id)]),
      Array.from({ length: 200 }, (_, id) => reader.streamOf(id)),
      reader.presentStreams("vikunja"),
      reader.presentStreams("taskwarrior"),
      reader.pendingList(),
      reader.conflictList(),
      reader.cachedFacts("vikunja.projects"),
      reader.cursor("taskwarrior"),
      reader.binding("vikunja"),
    ]);
  } catch (thrown) {
    assert.ok(thrown instanceof SyncError, `${thrown}`);
    return thrown.code === "LOG_DAMAGED" ? thrown.code : `${thrown.code} ${thrown.message}`;
  }
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const at = bit >> 3;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

const flips = isLong ? 5_000 : 100;

const kinds = {
  log: () => {},
  "compacted log": (path: string) => {
    compactLog(path, `${path}-compacted`, "9000");
    Deno.renameSync(`${path}-compacted`, path);
  },
};

for (const [kind, prepare] of Object.entries(kinds)) {
  Deno.test(`N14: a ${kind} with one flipped bit, wherever it is, is as before or refused as damaged`, async () => {
    using folder = tempFolder();
    const path = folder.file("log.db");
    await writeLog(path);
    prepare(path);
    assertFlipsFound(folder, path);
  });
}

function assertFlipsFound(folder: TempFolder, path: string): void {
  const before = behaviour(path);
  const whole = Deno.readFileSync(path);
  const random = randomNumbers(14);
  const found = new Map<string, number>();
  for (let n = 0; n < flips / 2; n++) {
    const bit = n % 2 === 0 ? random(100 * 8) : random(whole.length * 8);
    Deno.writeFileSync(path, flip(whole, bit));
    const after = behaviour(path);
    const outcome = after === before ? "as before" : after;
    found.set(outcome, (found.get(outcome) ?? 0) + 1);
    assert.ok(["as before", "LOG_DAMAGED"].includes(outcome), `bit ${bit}: ${outcome}`);
    for (const { name } of Deno.readDirSync(folder.path)) Deno.removeSync(folder.file(name));
  }
  if (flips > 1_000) console.log(found);
}

Deno.test("N14: a changed cell of an event is found where the event is read", async () => {
  const changes = {
    data: `data = replace(data, '"3"', '"7"')`,
    type: `type = 'TaskGone'`,
    version: `version = version + 1`,
    position: `position = 1000`,
    "stream id": `stream_id = replace(stream_id, '8000-1003', '8000-1002')`,
  };
  for (const [what, change] of Object.entries(changes)) {
    using folder = tempFolder();
    const path = folder.file("log.db");
    await writeLog(path);
    alter(path, `UPDATE events SET ${change} WHERE stream_id LIKE '%8000-1003' AND version = 1`);
    using log = openLog({
      path,
      projections: logProjections,
      runtime: { ...systemRuntime, now: tickingClock() },
    });
    assert.throws(() => log.store.readAll(0, 10_000), { code: "LOG_DAMAGED" }, what);
  }
});

Deno.test("N14: tables that only repeat the events are made anew where they were changed", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  const before = behaviour(path);
  alter(path, "UPDATE links SET vikunja_id = 999 WHERE vikunja_id = 101");
  alter(path, "UPDATE tasks SET vikunja = 'gone' WHERE vikunja_id = 102");
  alter(path, "UPDATE facts SET value = '\"x\"' WHERE name = 'cursor.taskwarrior'");
  assert.equal(behaviour(path), before);
});

Deno.test("N14: a text that one bit made a blob is no text, though its letters are the same", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  const before = behaviour(path);
  alter(path, "UPDATE tasks SET vikunja = CAST(vikunja AS BLOB) WHERE vikunja_id = 102");
  assert.equal(behaviour(path), before);
});

Deno.test("openLog() makes tables anew that were summed up in an earlier form, and sums them up in its own", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await writeLog(path);
  const before = behaviour(path);
  const isSummed = () =>
    numberIn(path, "SELECT value LIKE 'w_%' FROM checks WHERE name = 'derived'") === 1;
  assert.ok(isSummed());
  alter(path, "UPDATE checks SET value = '1f2e3d4c' WHERE name = 'derived'; DELETE FROM links");
  assert.equal(behaviour(path), before);
  assert.ok(isSummed());
});
