import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Log } from "@/ports/log.ts";
import type { Mirrored } from "@/ports/event_file.ts";
import { ifThere } from "@/ports/missing.ts";
import type { EventRow } from "@/ports/event_row.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import { type Database, openDatabase } from "@/adapters/sqlite/database.ts";
import { type LogOptions, openLogWith } from "@/adapters/sqlite/log.ts";
import { createLogFile } from "@/adapters/sqlite/log_file.ts";
import { createMirrorPlanner } from "@/adapters/sqlite/mirror_plan.ts";
import { createMirrorWriter } from "@/adapters/sqlite/mirror_writer.ts";
import { mirroredIn, mirrorNote } from "@/adapters/sqlite/mirror_note.ts";
import { note } from "@/adapters/sqlite/notes.ts";
import { aheadOf } from "@/adapters/sqlite/mirror_ahead.ts";
import { createSharedQueue, type SharedQueue } from "@/adapters/sqlite/shared_queue.ts";

/** Disposing of it waits for what is on its way to the shared log, and closes the copy. */
interface OpenMirror extends AsyncDisposable {
  readonly log: Log;
}

/**
 * The log of a list that is elsewhere: read here, from a copy that can be thrown away, and appended to there. One that
 * is not a copy of that log is made anew.
 * @throws {SyncError} `CONFIG`: a log of its own is in its place; `LOG_DAMAGED`: the shared log is behind its copy;
 * `STORE_UNAVAILABLE`; what opening a log throws.
 */
export async function openMirror(options: LogOptions, shared: SharedLog): Promise<OpenMirror> {
  const { path } = options;
  if (!await isCopyOf(shared, path)) makeAnew(path, shared);
  try {
    return await open(options, shared);
  } catch (thrown) {
    if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") throw thrown;
    makeAnew(path, shared);
    return await open(options, shared);
  }
}

async function open(options: LogOptions, shared: SharedLog): Promise<OpenMirror> {
  let queue: SharedQueue | null = null;
  const log = openLogWith(options, ({ db, onWrite }) => {
    db.exec("PRAGMA synchronous=NORMAL");
    const { projections, runtime } = options;
    queue = createSharedQueue({
      shared,
      mirrorPath: options.path,
      plan: createMirrorPlanner(db, projections),
      writer: createMirrorWriter({ db, projections, onWrite, shownAs: shared.shownAs }),
      now: runtime.now,
      distrust: () => note(db, mirrorNote, ""),
    });
    return { queue, tables: null };
  });
  try {
    await (queue as SharedQueue | null)?.catchUp();
    return {
      log,
      async [Symbol.asyncDispose]() {
        await queue?.settled();
        log.close();
        await queue?.settled();
      },
    };
  } catch (thrown) {
    log.close();
    throw thrown;
  }
}

/**
 * Whether what is at `path` is a beginning of that log.
 * @throws {SyncError} `CONFIG`, `LOG_DAMAGED`.
 */
async function isCopyOf(shared: SharedLog, path: string): Promise<boolean> {
  if (files.facts(path) === null) return false;
  const found = tailOf(path);
  if (found === null || found.mirrored !== null && found.mirrored.id !== shared.id) return false;
  if (found.mirrored === null) {
    if (found.last === null) return false;
    throw new SyncError(
      "CONFIG",
      `Cannot use ${path} for the list at ${shared.shownAs}: it is a log of its own`,
      {
        hint:
          "`vikunja-sync log move postgres` moves it there; or take `store` out of the configuration.",
      },
    );
  }
  const { last } = found;
  if (last === null) return true;
  const [there] = await shared.rowsAfter(last.position - 1, 1);
  if (there === undefined) throw aheadOf(shared, last.position, path);
  return there.position === last.position && there.sum === last.sum;
}

interface Tail {
  readonly mirrored: Mirrored | null;
  readonly last: Pick<EventRow, "position" | "sum"> | null;
}

/** `null`: it cannot be read. */
function tailOf(path: string): Tail | null {
  let db: Database | null = null;
  try {
    db = openDatabase(path);
    const mirrored = mirroredIn(db);
    // Logs of before sums were kept are no copies.
    const sum = mirrored === null ? "0 AS sum" : "sum";
    const row = db.get(`SELECT position, ${sum} FROM events ORDER BY position DESC LIMIT 1`);
    const last = row === undefined
      ? null
      : { position: Number(row["position"]), sum: Number(row["sum"]) };
    return { mirrored, last };
  } catch (thrown) {
    if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") throw thrown;
    return null;
  } finally {
    db?.close();
  }
}

/** What was there stays beside it until the next time. */
function makeAnew(path: string, { id, shownAs }: SharedLog): void {
  for (const end of ["", "-wal"]) {
    ifThere(() => files.rename(`${path}${end}`, `${path}.replaced${end}`));
  }
  ifThere(() => files.remove(`${path}-shm`));
  createLogFile(path, (db) => note(db, mirrorNote, JSON.stringify({ id, shownAs })));
}
