import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { ifThere } from "@/ports/missing.ts";
import type { Row } from "@/domain/projection.ts";
import { archivedData, readBlock } from "@/adapters/sqlite/archive.ts";
import { type Database, openDatabase } from "@/adapters/sqlite/database.ts";
import { eventColumns } from "@/ports/event_row.ts";
import { fitsSum } from "@/adapters/sqlite/event_rows.ts";

/** Rows of `events` that can still be read from a damaged log, in order. The file itself is not touched. */
export function readableEvents(path: string): readonly Row[] {
  const copy = `${path}.reading-${crypto.randomUUID()}`;
  try {
    if (!copyPadded(path, copy)) return [];
    return readCopy(copy);
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) removeIfThere(copy + suffix);
  }
}

function readCopy(copy: string): readonly Row[] {
  const rows: Row[] = [];
  let db: Database | null = null;
  try {
    db = openDatabase(copy);
    readUpTo(lastPosition(db, copy), { db, columns: columnsOf(db) }, rows);
    return rows.map(unarchivedBy(db)).filter(isWhole);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
  } finally {
    db?.close();
  }
  return rows.filter(isWhole);
}

/** With what it holds; as it is where that cannot be read. */
function unarchivedBy(db: Database): (row: Row) => Row {
  let texts: ReadonlyMap<string, string> | null = null;
  return (row) => {
    if (row["data"] !== archivedData) return row;
    texts ??= archivedTexts(db);
    const data = texts.get(`${row["version"]} ${row["stream_id"]}`);
    return data === undefined ? row : { ...row, data };
  };
}

/** By version and stream; of every block that can be read, whatever the table of places says. */
function archivedTexts(db: Database): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const row of blocksIn(db)) {
    for (const [streamId, { first, texts: some }] of readBlock(row)) {
      for (const [at, text] of some.entries()) texts.set(`${first + at} ${streamId}`, text);
    }
  }
  return texts;
}

function blocksIn(db: Database): readonly Row[] {
  const numbers = orNone(() => db.all("SELECT block FROM archive"));
  return numbers.flatMap(({ block }) =>
    orNone(() => db.all("SELECT block, sum, data FROM archive WHERE block = ?", block ?? null))
  );
}

function orNone(read: () => readonly Row[]): readonly Row[] {
  try {
    return read();
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return [];
  }
}

interface Source {
  readonly db: Database;
  /** As SQL. */
  readonly columns: string;
}

/** Logs of before sums were kept have no such column. */
function columnsOf(db: Database): string {
  const hasSums = db.get("SELECT 1 FROM pragma_table_info('events') WHERE name = 'sum'");
  if (hasSums !== undefined) return eventColumns.join(",");
  return eventColumns.map((column) => column === "sum" ? "NULL AS sum" : column).join(",");
}

const maxRange = 4_096;
/** Positions in a row that cannot be read, from which on only every n-th is tried. */
const strides: readonly (readonly [failures: number, stride: number])[] = [
  [512, 64],
  [96, 8],
  [0, 1],
];

/**
 * Ranges as long as they can be read; before one that cannot, shorter ones, down to a single position. A
 * page holds some tens of events, so where many in a row fail, more than one page is gone.
 */
function readUpTo(last: number, source: Source, into: Row[]): void {
  let failures = 0;
  for (let low = 1, range = maxRange; low <= last;) {
    const rows = readRange(source, low, Math.min(last, low + range - 1));
    if (rows !== null) {
      into.push(...rows);
      failures = 0;
      low += range;
      range = Math.min(maxRange, 2 * range);
    } else if (range > 1) {
      range = Math.ceil(range / 4);
    } else {
      failures++;
      low += strides.find(([least]) => failures >= least)?.[1] ?? 1;
    }
  }
}

/** `null`: something between the two cannot be read. */
function readRange({ db, columns }: Source, low: number, high: number): readonly Row[] | null {
  try {
    return db.all(
      `SELECT ${columns} FROM events WHERE position BETWEEN ? AND ? ORDER BY position`,
      low,
      high,
    );
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return null;
  }
}

const leastEventBytes = 64;

function lastPosition(db: Database, path: string): number {
  try {
    return Number(db.get("SELECT max(position) AS last FROM events")?.["last"] ?? 0);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return Math.ceil((files.facts(path)?.size ?? 0) / leastEventBytes);
  }
}

/** SQLite reads nothing of a file that is shorter than it says; zeros for what is gone help. */
function copyPadded(path: string, copy: string): boolean {
  const header = new Uint8Array(100);
  const copied = ifThere(() => {
    files.copy(path, copy);
    if (hasBytes(`${path}-wal`)) files.copy(`${path}-wal`, `${copy}-wal`);
    return true;
  });
  if (copied === null) return false;
  using file = files.open(copy, { read: true, write: true });
  if ((file.read(header) ?? 0) < header.length) return false;
  const view = new DataView(header.buffer);
  const pageSize = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
  const said = pageSize * view.getUint32(28);
  const size = file.facts().size;
  if (said > size && said < 64 * size + 1_000_000) file.truncate(said);
  return true;
}

/** Zeros where a part of the event was make no JSON; what was written with a sum must fit it. */
function isWhole(row: Row): boolean {
  if (row["sum"] !== null && !fitsSum(row)) return false;
  const { stream_id, version, type, data } = row;
  if (typeof stream_id !== "string" || typeof version !== "number") return false;
  if (typeof type !== "string" || typeof data !== "string") return false;
  try {
    JSON.parse(data);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof SyncError && ["LOG_DAMAGED", "INTERNAL"].includes(thrown.code);
}

function hasBytes(path: string): boolean {
  return (files.facts(path)?.size ?? 0) > 0;
}

function removeIfThere(path: string): void {
  ifThere(() => files.remove(path));
}
