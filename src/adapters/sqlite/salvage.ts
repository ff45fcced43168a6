import { files } from "@system/files.ts";
import type { Salvaged } from "@/ports/damaged_log.ts";
import type { Cell, Row } from "@/domain/projection.ts";
import { createBulkInsert } from "@/adapters/sqlite/bulk_insert.ts";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { sumOf } from "@/adapters/sqlite/event_rows.ts";
import { createLogFile } from "@/adapters/sqlite/log_file.ts";
import { readableEvents } from "@/adapters/sqlite/readable_events.ts";

/** What could be saved from the log at `path`; reads a copy and changes nothing. */
export function surveyDamage(path: string): Pick<Salvaged, "events" | "streams"> {
  const { kept, ends } = sortOut(readableEvents(path));
  return { events: kept.length, streams: ends.size };
}

/**
 * Copies every event that can be read, and has all of its stream before it, to a new log beside the
 * damaged one, with the same positions. The damaged one stays as it is. Not while this process has it open.
 * @throws {SyncError} `DISK_FULL`, `CONFIG`.
 */
export function salvage(path: string, now: Date): Salvaged {
  const { kept, ends, leftOver } = sortOut(readableEvents(path));
  const stamp = now.toISOString().replaceAll(/[-:.]/g, "");
  const saved = `${path}.salvaged-${stamp}`;
  createLogFile(saved);
  const db = openDatabase(saved);
  try {
    db.transaction(() => {
      createBulkInsert(db, "events", eventColumns).run(kept.flatMap(cellsOf));
      const streams = [...ends].flatMap(([id, end]) => [id, end.version, end.head]);
      createBulkInsert(db, "streams", ["stream_id", "version", "head"]).run(streams);
    });
  } finally {
    db.close();
  }
  return {
    path: saved,
    events: kept.length,
    streams: ends.size,
    leftOver: leftOver.length === 0 ? null : writeLeftOver(saved, leftOver),
  };
}

interface End {
  readonly version: number;
  readonly head: number;
}

function sortOut(rows: readonly Row[]) {
  const kept: Row[] = [];
  const leftOver: Row[] = [];
  const ends = new Map<string, End>();
  for (const row of rows) {
    const streamId = String(row["stream_id"]);
    const end = ends.get(streamId) ?? { version: 0, head: 0 };
    if (row["version"] !== end.version + 1) {
      leftOver.push(row);
      continue;
    }
    const moved = { ...row, previous: end.head };
    kept.push({ ...moved, sum: sumOf(moved) });
    ends.set(streamId, { version: end.version + 1, head: Number(row["position"]) });
  }
  return { kept, leftOver, ends };
}

function writeLeftOver(saved: string, rows: readonly Row[]): Salvaged["leftOver"] {
  const path = `${saved}.left-over.jsonl`;
  const lines = rows.map((row) => JSON.stringify(row)).join("\n");
  files.write(path, `${lines}\n`, { create: true, truncate: true, mode: 0o600 });
  return { path, events: rows.length };
}

function cellsOf(row: Row): readonly Cell[] {
  return eventColumns.map((column) => row[column] ?? null);
}
