import type { EventFile } from "@/ports/event_file.ts";
import { createArchive } from "@/adapters/sqlite/archive.ts";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { eventColumns, eventRowIn } from "@/ports/event_row.ts";
import { migrate } from "@/adapters/sqlite/migrations.ts";
import { mirroredIn, mirrorNote } from "@/adapters/sqlite/mirror_note.ts";
import { note } from "@/adapters/sqlite/notes.ts";

/** The events of a log that is there, without what is computed from them. @throws {SyncError} `LOG_DAMAGED`, `LOG_NEWER`. */
export function openEventFile(path: string): EventFile {
  const db = openDatabase(path);
  try {
    migrate(db);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  const archive = createArchive(db);
  const page = db.statement(
    `SELECT ${eventColumns.join(",")} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  );
  return {
    mirrored: () => mirroredIn(db),
    setMirrored(mirrored) {
      if (mirrored === null) db.run("DELETE FROM checks WHERE name = ?", mirrorNote);
      else note(db, mirrorNote, JSON.stringify(mirrored));
    },
    rowsAfter: (position, limit) => archive.filled(page.all(position, limit)).map(eventRowIn),
    links: () =>
      db.all("SELECT vikunja_id, stream_id FROM links ORDER BY vikunja_id").map((row) => ({
        vikunjaId: Number(row["vikunja_id"]),
        streamId: String(row["stream_id"]),
      })),
    [Symbol.dispose]: () => db.close(),
  };
}
