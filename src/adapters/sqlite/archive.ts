import type { Row } from "@/domain/projection.ts";
import type { Steps } from "@/domain/steps.ts";
import { holdsAll } from "@/ports/event_history.ts";
import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { nativeZlib } from "@/adapters/sqlite/native_zlib.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

/**
 * What old events hold is kept compressed, that of several streams together; the events themselves keep their place,
 * their position and the sum of all that they say. An event whose `data` is empty has them there.
 */
export interface Archive {
  /**
   * With what each of them holds; those that hold it themselves are given back as they are.
   * @throws {SyncError} `LOG_DAMAGED`: what one holds is not there, or not as it was written.
   */
  filled(rows: readonly Row[]): readonly Row[];
  /** `null`: it is not there, or not as it was written. */
  dataOf(streamId: string, version: number): string | null;
  /** As `EventHistory.streamsSaying`; unpacks all of it. */
  streamsSaying(texts: readonly string[]): Steps<readonly string[]>;
}

/** `archived` says in which block a stream is from that version on. */
export const archiveTables = `CREATE TABLE archive(
     block INTEGER PRIMARY KEY,
     sum INTEGER NOT NULL,
     data BLOB NOT NULL
   );
   CREATE TABLE archived(
     stream_id TEXT NOT NULL,
     first INTEGER NOT NULL,
     block INTEGER NOT NULL,
     PRIMARY KEY(stream_id, first)
   ) WITHOUT ROWID;`;

/** What an event of the archive has in its own row: no JSON text is empty. */
export const archivedData = "";
/** Unpacked blocks that are remembered, of some 30 kB each. */
const mostKept = 64;

/** Texts of a stream's events from version `first` on. */
export interface ArchivedPart {
  readonly first: number;
  readonly texts: readonly string[];
}

type Block = ReadonlyMap<string, ArchivedPart>;

export function createArchive(db: Database): Archive {
  const find = db.statement(
    `SELECT archive.block, sum, data FROM archive JOIN archived ON archived.block = archive.block
     WHERE stream_id = ? AND first <= ? ORDER BY first DESC LIMIT 1`,
  );
  const kept = new Map<number, Block>();

  function blockOf(row: Row): Block {
    const number = Number(row["block"]);
    const block = kept.get(number) ?? readBlock(row);
    if (kept.size >= mostKept) kept.clear();
    kept.set(number, block);
    return block;
  }

  function dataOf(streamId: string, version: number): string | null {
    const row = find.get(streamId, version);
    const part = row === undefined ? undefined : blockOf(row).get(streamId);
    return part?.texts[version - part.first] ?? null;
  }

  return {
    dataOf,
    *streamsSaying(texts) {
      const found: string[] = [];
      for (let last = -1;;) {
        const row = db.get(
          "SELECT block, sum, data FROM archive WHERE block > ? ORDER BY block LIMIT 1",
          last,
        );
        if (row === undefined) return found;
        last = Number(row["block"]);
        for (const [streamId, part] of readBlock(row)) {
          if (part.texts.some((text) => holdsAll(text, texts))) found.push(streamId);
        }
        yield;
      }
    },
    filled: (rows) =>
      rows.map((row) => {
        if (row["data"] !== archivedData) return row;
        const data = dataOf(String(row["stream_id"]), Number(row["version"]));
        if (data !== null) return { ...row, data };
        const { position } = row;
        throw damaged(
          db.shownAs,
          `what the event at position ${position} holds is not in the archive as it was written`,
          undefined,
          { position },
        );
      }),
  };
}

/** Empty where it is not as it was written. Line breaks are in no text of JSON. */
export function readBlock(row: Row): Block {
  const data = row["data"] as unknown;
  if (!(data instanceof Uint8Array) || row["sum"] !== sumOf(Number(row["block"]), data)) {
    return new Map();
  }
  const lines = new TextDecoder().decode(nativeZlib().inflateRawSync(data)).split("\n");
  const parts = new Map<string, ArchivedPart>();
  for (let at = 0; at < lines.length;) {
    const [streamId, first, count] = JSON.parse(lines[at++] ?? "") as [string, number, number];
    parts.set(streamId, { first, texts: lines.slice(at, at + count) });
    at += count;
  }
  return parts;
}

/** Cells of its row. */
export function blockRow(number: number, parts: Block): [number, number, Uint8Array] {
  const lines = [...parts].flatMap(([streamId, { first, texts }]) => [
    JSON.stringify([streamId, first, texts.length]),
    ...texts,
  ]);
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const data = Uint8Array.from(nativeZlib().deflateRawSync(bytes, { level: 9 }));
  return [number, sumOf(number, data), data];
}

function sumOf(block: number, data: Uint8Array): number {
  return crc32(data, crc32(`${block}\n`));
}
