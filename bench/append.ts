import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { appendRate, callers, manyAtOnce, plainEvent, rounds } from "./many_appends.ts";
import type { BenchRow } from "./row.ts";
import { median } from "./timing.ts";

const warmUpAppends = 300;
const appends = 3_000;
const warmUpRounds = 5;
const appendsPerRound = 100;

/** One event an append: alone against bare SQLite, and many callers at once. */
export async function benchAppend(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  try {
    using log = openLog({
      path: join(folder, "log.db"),
      projections: logProjections,
      runtime: systemRuntime,
    });
    using bare = bareTable(join(folder, "bare.db"));
    return [await aloneRow(log, bare), await togetherRow(log, bare)];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** In turns within one run, so that whatever else the machine does falls on both alike. */
async function aloneRow(log: Log, bare: BareTable): Promise<BenchRow> {
  const streamId = crypto.randomUUID();
  let oursMs = 0;
  let bareMs = 0;
  for (let version = 0; version < warmUpAppends + appends; version++) {
    const before = performance.now();
    await log.store.append([{ streamId, expectedVersion: version, events: [plainEvent] }]);
    const between = performance.now();
    bare.insert(streamId, version + 1);
    const after = performance.now();
    if (version < warmUpAppends) continue;
    oursMs += between - before;
    bareMs += after - between;
  }
  const ratio = bareMs / oursMs;
  return {
    name: "append, one caller",
    value: Math.round(appends / oursMs * 1_000),
    unit: "events/s",
    floor: Math.round(appends / bareMs * 1_000),
    floorName: "bare node:sqlite, one insert a transaction, synchronous=FULL",
    ratio,
    target: "ratio ≥ 0.8",
    met: ratio >= 0.8,
  };
}

interface BareTable extends Disposable {
  insert(streamId: string, version: number): void;
  transaction(work: () => void): void;
}

/** The same payload into one table: no versions, no projections, nothing but the insert. */
function bareTable(path: string): BareTable {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
    CREATE TABLE events(
      position INTEGER PRIMARY KEY, stream_id TEXT, version INTEGER, type TEXT, schema INTEGER,
      recorded_at TEXT, data TEXT)`);
  const insert = db.prepare(
    `INSERT INTO events(stream_id, version, type, schema, recorded_at, data)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return {
    insert(streamId, version) {
      const recordedAt = new Date().toISOString();
      const { type, data } = plainEvent;
      insert.run(streamId, version, type, 1, recordedAt, JSON.stringify(data));
    },
    transaction(work) {
      db.exec("BEGIN IMMEDIATE");
      work();
      db.exec("COMMIT");
    },
    [Symbol.dispose]: () => db.close(),
  };
}

/**
 * The median of several rounds, ours and bare in turns: a neighbour's burst on the disk takes out a
 * round, not the figure.
 */
async function togetherRow(log: Log, bare: BareTable): Promise<BenchRow> {
  const streams = Array.from({ length: callers }, () => crypto.randomUUID());
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const first = round * appendsPerRound;
    const ourRate = await manyAtOnce(log, first, appendsPerRound);
    const bareStartedAt = performance.now();
    for (let version = first; version < first + appendsPerRound; version++) {
      bare.transaction(() => {
        for (const streamId of streams) bare.insert(streamId, version + 1);
      });
    }
    const bareRate = appendRate(appendsPerRound, bareStartedAt);
    if (round < warmUpRounds) continue;
    ours.push(ourRate);
    floor.push(bareRate);
  }
  const value = median(ours);
  return {
    name: `append, ${callers} callers at once`,
    value: Math.round(value),
    unit: "events/s",
    floor: Math.round(median(floor)),
    floorName: `bare node:sqlite, ${callers} inserts a transaction, synchronous=FULL`,
    ratio: value / median(floor),
    target: "ratio ≥ 0.8",
    met: value / median(floor) >= 0.8,
  };
}

if (import.meta.main) {
  for (const row of await benchAppend()) console.log(JSON.stringify(row));
}
