import { DatabaseSync } from "node:sqlite";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import { itemsOfLines } from "@/notices/json_line.ts";
import { reportNew } from "@/notices/report_new.ts";
import type { BenchRow } from "./row.ts";
import { median } from "./timing.ts";

const rounds = 7;
const perRound = 10_000;
const perBatch = 1_000;
const leastPerSecond = 5_000;

/** Reserve, print and confirm, beside as many bare inserts; and a look at what all has been seen. */
export async function benchNotices(): Promise<readonly BenchRow[]> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  try {
    using sets = openNoticeSets(`${folder}/notices.db`, systemRuntime);
    using bare = bareTable(`${folder}/bare.db`);
    const fresh: number[] = [];
    const freshFloor: number[] = [];
    const seen: number[] = [];
    const seenFloor: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const text = linesOf(round);
      fresh.push(await rate(() => report(sets, text)));
      freshFloor.push(await rate(() => bare.insertAll(text)));
      seen.push(await rate(() => report(sets, text)));
      seenFloor.push(await rate(() => bare.insertAll(text)));
    }
    const floorName = "bare node:sqlite, JSON.parse and insert or ignore, 1000 a transaction";
    return [
      row("notify new, items nobody has seen", fresh, {
        floors: freshFloor,
        floorName,
      }),
      row("notify new, items seen before", seen, { floors: seenFloor, floorName }),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function linesOf(round: number): string {
  return Array.from(
    { length: perRound },
    (_, index) => JSON.stringify({ id: `item-${round}-${index}`, title: "Water the plants" }),
  ).join("\n");
}

async function report(sets: ReturnType<typeof openNoticeSets>, text: string): Promise<void> {
  await reportNew(
    sets,
    {
      set: "bench",
      items: itemsOfLines(text, "/id"),
      choice: { changed: false, redeliverAfterMs: 60_000, isGone: () => false },
      holder: "bench",
      now: Date.now,
      maxBatch: perBatch,
    },
    () => {},
  );
}

/** One table, one insert an item: nothing is known of what was printed, and a crash loses it. */
function bareTable(path: string) {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
    CREATE TABLE seen(id TEXT PRIMARY KEY) WITHOUT ROWID`);
  const insert = db.prepare("INSERT OR IGNORE INTO seen VALUES (?)");
  return {
    insertAll(text: string): Promise<void> {
      const ids = text.split("\n").map((line) => String(JSON.parse(line).id));
      for (let at = 0; at < ids.length; at += perBatch) {
        db.exec("BEGIN IMMEDIATE");
        for (const id of ids.slice(at, at + perBatch)) insert.run(id);
        db.exec("COMMIT");
      }
      return Promise.resolve();
    },
    [Symbol.dispose]: () => db.close(),
  };
}

async function rate(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return perRound / (performance.now() - startedAt) * 1_000;
}

interface Beside {
  readonly floors: readonly number[];
  readonly floorName: string;
}

function row(
  name: string,
  rates: readonly number[],
  { floors, floorName }: Beside,
): BenchRow {
  const value = median(rates);
  return {
    name,
    value: Math.round(value),
    unit: "items/s",
    floor: Math.round(median(floors)),
    floorName,
    ratio: value / median(floors),
    target: `≥ ${leastPerSecond} items/s`,
    met: value >= leastPerSecond,
  };
}

if (import.meta.main) {
  for (const row of await benchNotices()) console.log(JSON.stringify(row));
}
