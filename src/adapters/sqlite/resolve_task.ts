import { SyncError } from "@/domain/errors.ts";
import { logStreamId } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** UUID of the task that Taskwarrior shows with this ID now, by what the log is bound to and its cursor. */
export type UuidOfNumber = (
  bound: JsonObject | null,
  cursor: string | null,
  number: number,
) => string | null;

/** Shorter ones could be meant as one of Taskwarrior's IDs. */
const leastPrefix = 8;
const ways = "Name it by the ID that `task` shows, by its UUID or at least " +
  `${leastPrefix} characters of it, or by # and its Vikunja id.`;

/**
 * The stream that a name means: Taskwarrior's ID, `#` and Vikunja's, a UUID or the beginning of one.
 * @throws {SyncError} `NOT_FOUND`, `USAGE`: it means several, or is too short to mean one.
 */
export function resolveTask(
  db: Database,
  reader: Pick<LogReader, "streamOf" | "binding" | "cursor">,
  uuidOf: UuidOfNumber,
  name: string,
): string {
  if (/^#\d+$/.test(name)) return found(reader.streamOf(Number(name.slice(1))), name);
  if (/^\d+$/.test(name) && name.length < leastPrefix) {
    const [bound, cursor] = [reader.binding("taskwarrior"), reader.cursor("taskwarrior")];
    return numbered(db, uuidOf(bound, cursor, Number(name)), name);
  }
  const matches = name === "" ? [] : streamsThatBegin(db, name.toLowerCase());
  const [only, another] = matches;
  if (only !== undefined && only !== name && name.length < leastPrefix) {
    throw new SyncError("USAGE", `Cannot tell which task «${name}» is: it is too short`, {
      hint: ways,
      details: { matches },
    });
  }
  if (only === undefined || another === undefined) return found(only ?? null, name);
  throw new SyncError("USAGE", `Cannot tell which task ${name} is: several begin like that`, {
    hint: `Give more of the UUID: ${matches.join(", ")}.`,
    details: { matches },
  });
}

function found(streamId: string | null, name: string): string {
  if (streamId !== null) return streamId;
  throw new SyncError("NOT_FOUND", `Cannot find task ${name}: the log knows none like that`, {
    hint: ways,
  });
}

function numbered(db: Database, uuid: string | null, name: string): string {
  if (uuid === null) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot find task ${name}: Taskwarrior has none with that ID`,
      {
        hint: `See \`task\`; IDs change as tasks are done. #${name} would be Vikunja's id ${name}.`,
      },
    );
  }
  if (streamsThatBegin(db, uuid).length > 0) return uuid;
  throw new SyncError(
    "NOT_FOUND",
    `Cannot find task ${name}: it is ${uuid}, which was not synced yet`,
    { hint: "Run `sync` first.", details: { uuid } },
  );
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
