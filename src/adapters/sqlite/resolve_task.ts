import { logStreamId } from "@/domain/events.ts";
import { taskNamed } from "@/domain/task_name.ts";
import type { UuidOfNumber } from "@/ports/log.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/**
 * The stream that a name means.
 * @throws {SyncError} `NOT_FOUND`, `USAGE`: it means several, or is too short to mean one.
 */
export function resolveTask(
  db: Database,
  reader: Pick<LogReader, "streamOf" | "binding" | "cursor">,
  uuidOf: UuidOfNumber,
  name: string,
): string {
  return taskNamed(name, {
    ofVikunja: reader.streamOf,
    ofNumber: (number) =>
      uuidOf(reader.binding("taskwarrior"), reader.cursor("taskwarrior"), number),
    beginningWith: (prefix) => streamsThatBegin(db, prefix),
  });
}

/** Up to five; all of a UUID is a prefix too, and the only one of its kind. */
function streamsThatBegin(db: Database, prefix: string): readonly string[] {
  return db.all(
    `SELECT stream_id FROM streams WHERE stream_id >= ?1 AND stream_id < ?1 || char(1114111)
     AND stream_id <> ?2 ORDER BY stream_id LIMIT 5`,
    prefix,
    logStreamId,
  ).map((row) => String(row["stream_id"]));
}
