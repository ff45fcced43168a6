import { keepQuietNote } from "@/adapters/fs/quiet_notes.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { atLog } from "@/app/quiet/at_log.ts";
import { how } from "@/compose/log_options.ts";
import type { QuietNote, StampOf } from "@/ports/quiet.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";

/** Stores that a run was, as the run itself does, and goes on from there. Only for whoever has the lock of the log. */
export async function recordQuietly(
  stateDir: string,
  note: QuietNote,
  durationMs: number,
  stampOf: StampOf,
): Promise<void> {
  const summary = { ...note.record, durationMs };
  let recordedAt: string | null;
  {
    using log = openLog({ ...how, path: logPath(stateDir), isOwner: true });
    await appendLogEvents(log.store, [{ type: "SyncCompleted", data: { summary } }]);
    recordedAt = log.reader.lastSyncAt();
  }
  if (recordedAt === null) return;
  keepQuietNote(stateDir, { ...note, recordedAt, stamps: atLog(note.stamps, stateDir, stampOf) });
}
