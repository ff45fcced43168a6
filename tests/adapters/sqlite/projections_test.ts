import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import { sides } from "@/domain/task.ts";
import { createRowStore } from "@/adapters/memory/row_store.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { alter } from "@tests/support/damage.ts";
import {
  confirmed,
  conflict,
  cursorRead,
  failed,
  linked,
  observed,
  oneOfEach,
  requested,
  unlinked,
} from "@tests/support/log_events.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

type Random = (limit: number) => number;

/** Any event, fitting or not: projections have to be right about logs that nobody would decide on today. */
function randomEvent(random: Random): SyncEvent {
  const side = sides[random(2)] ?? "vikunja";
  const kinds: readonly (() => SyncEvent)[] = [
    () => observed(side, `title ${random(1_000)}`),
    () => linked(random(300)),
    () => unlinked(random(300)),
    () => requested(side),
    () => confirmed(side, random(8)),
    () => failed(side, random(8), random(2) === 0 ? null : "2026-11-20T12:00:00.000Z"),
    () => conflict(`c-${random(4)}`),
    () => ({ type: "ConflictPicked", data: { conflictId: `c-${random(4)}`, side } }),
    () => cursorRead(side, `${random(1_000)}`, random(2) === 0),
    () => Object.values(oneOfEach)[random(Object.values(oneOfEach).length)] ?? observed(side),
  ];
  return (kinds[random(kinds.length)] ?? (() => observed(side)))();
}

/** One operation: an append to one stream or two, sometimes at a version that is not there. */
function randomAppend(log: Log, random: Random): Promise<unknown> {
  const streams = new Set(Array.from({ length: 1 + random(2) }, () => `task-${random(200)}`));
  return log.store.append([...streams].map((streamId) => ({
    streamId,
    expectedVersion: log.store.streamVersion(streamId) + (random(20) === 0 ? 1 : 0),
    events: Array.from({ length: 1 + random(4) }, () => randomEvent(random)),
  })));
}

async function checksumsOf(log: Log): Promise<Readonly<Record<string, string>>> {
  const pairs = logProjections.map(async ({ name }) => [name, await log.checksum(name)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** As it lies on disk at this moment: what a power cut would leave. */
function crashCopy(from: string, to: string): void {
  for (const suffix of ["", "-wal"]) Deno.copyFileSync(from + suffix, to + suffix);
}

Deno.test("rebuild() gives the same bytes after 10,000 operations and crashes (T34)", async () => {
  using folder = tempFolder();
  const random = randomNumbers(34);
  let path = folder.file("log-0.db");
  let log = logAt(path);
  let refused = 0;
  let restarts = 0;
  for (let done = 0; done < 10_000;) {
    const group = Array.from({ length: 1 + random(40) }, () => randomAppend(log, random));
    const outcomes = await Promise.allSettled(group);
    refused += outcomes.filter((outcome) => outcome.status === "rejected").length;
    done += group.length;
    if (random(25) > 0) continue;
    restarts++;
    const next = folder.file(`log-${done}.db`);
    if (random(2) === 0) crashCopy(path, path = next);
    log.close();
    log = logAt(path);
  }
  assert.ok(refused > 100 && refused < 9_000, `${refused} refused`);
  assert.ok(restarts > 5);

  const live = await checksumsOf(log);
  assert.deepEqual(log.integrity(), []);
  log.rebuild();
  assert.deepEqual(await checksumsOf(log), live);
  log.close();
  assert.deepEqual(await checksumsOf(log = logAt(path)), live);
  sameRowsInMemory(log, path);
  log.close();
});

/** A second implementation of the same row changes comes to the same rows. */
function sameRowsInMemory(log: Log, path: string): void {
  const rows = createRowStore(logProjections);
  rows.apply(
    log.store.readAll(0, 1_000_000).flatMap((stored) =>
      logProjections.flatMap((projection) => projection.changes(stored))
    ),
  );
  const links = rows.rows("links");
  const outside = new Set(rows.rows("deselected").map(({ stream_id }) => stream_id));
  const selected = links.filter(({ stream_id }) => !outside.has(stream_id));
  assert.equal(log.reader.linkCount(), selected.length);
  for (const { stream_id, vikunja_id } of links) {
    assert.equal(log.reader.streamOf(Number(vikunja_id)), stream_id, path);
  }
  assert.deepEqual(
    log.reader.pendingPushes().map(({ streamId, side }) => `${streamId} ${side}`).toSorted(),
    rows.rows("pending").map((row) => `${row["stream_id"]} ${row["side"]}`).toSorted(),
  );
  assert.equal(
    log.reader.conflictCount(),
    rows.rows("conflicts").filter(({ picked }) => picked === null).length,
  );
  assert.deepEqual(
    log.reader.presentStreams("vikunja"),
    rows.rows("tasks").filter((row) => row["vikunja"] === "present")
      .map((row) => String(row["id"])).toSorted(),
  );
}

Deno.test("rebuild() mends a projection that somebody altered, and integrity() names it", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  {
    using log = logAt(path);
    await log.store.append([
      { streamId: "a", expectedVersion: 0, events: [observed("vikunja"), linked(5)] },
    ]);
  }
  alter(path, "UPDATE links SET vikunja_id = 6");
  using log = logAt(path);
  assert.deepEqual(log.integrity(), ["projection links is not what the events say"]);
  assert.equal(log.reader.streamOf(6), "a", "integrity() changes nothing");
  log.rebuild();
  assert.deepEqual(log.integrity(), []);
  assert.equal(log.reader.streamOf(5), "a");
});
