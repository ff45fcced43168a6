import type { Cell } from "@/domain/projection.ts";
import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { noteOf } from "@/adapters/sqlite/notes.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

export const behindNote = "behind";

/** What the log says of how far its derived tables are behind its events; empty: not at all. */
interface BehindNote {
  read(): string;
  write(text: string): void;
}

export function createBehindNote(db: Database): BehindNote {
  const select = db.statement(`SELECT value FROM checks WHERE name = '${behindNote}'`);
  const update = db.statement(`UPDATE checks SET value = ? WHERE name = '${behindNote}'`);
  return {
    read: () => textOf(db, select.get()?.["value"] ?? null),
    write: (text) => update.run(text),
  };
}

/** With the sum of what it says, so that no flipped bit makes another position of it. */
export function behindAfter(position: number): string {
  return `${position} ${crc32(`${position}`)}`;
}

/** Position of the last event that the derived tables are of; `null`: they are of all. @throws {SyncError} `LOG_DAMAGED` */
export function completeUpTo(db: Database): number | null {
  const text = textOf(db, noteOf(db, behindNote));
  return text === "" ? null : positionIn(db, text);
}

export function positionIn(db: Database, text: string): number {
  const position = Number(text.split(" ")[0]);
  const last = Number(db.get("SELECT max(position) AS last FROM events")?.["last"] ?? 0);
  const isOne = text === behindAfter(position) && position >= 0 && position < last;
  if (!isOne) throw unreadable(db);
  return position;
}

function textOf(db: Database, cell: Cell): string {
  if (typeof cell !== "string") throw unreadable(db);
  return cell;
}

function unreadable(db: Database): Error {
  return damaged(db.shownAs, "it does not say how far its tables are");
}
