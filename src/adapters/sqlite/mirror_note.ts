import { SyncError } from "@/domain/errors.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { Mirrored } from "@/ports/event_file.ts";
import { noteOf } from "@/adapters/sqlite/notes.ts";

/** What a log says of itself where it is a copy of one that is elsewhere. */
export const mirrorNote = "mirror";

/** `null`: it is a log of its own. */
export function mirroredIn(db: Database): Mirrored | null {
  const hasNotes = db.get("SELECT 1 FROM sqlite_schema WHERE name = 'checks'") !== undefined;
  const text = hasNotes ? noteOf(db, mirrorNote) : null;
  if (text === null) return null;
  const { id = "", shownAs = "" } = text === "" ? {} : JSON.parse(String(text));
  return { id, shownAs };
}

/** @throws {SyncError} `CONFIG`: events that were put in here alone would be in the way of those of the list. */
export function refuseMirror(db: Database): void {
  const mirrored = mirroredIn(db);
  if (mirrored === null) return;
  throw new SyncError(
    "CONFIG",
    `Cannot use the log at ${db.shownAs} alone: it is a copy of the list at ${mirrored.shownAs}`,
    {
      hint: "Set `store` again (VIKUNJA_SYNC_STORE). To go on without the database: " +
        "`vikunja-sync log move sqlite`, with `store` still set.",
    },
  );
}
