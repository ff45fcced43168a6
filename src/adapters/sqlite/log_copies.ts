import { files } from "@system/files.ts";
import { dirname } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import type { Log } from "@/ports/log.ts";
import type { ExaminedLog, LogCopies } from "@/ports/log_copies.ts";
import { SyncError } from "@/domain/errors.ts";
import { claimsEnd, lastToken } from "@/adapters/sqlite/void_claims.ts";
import { compactLog } from "@/adapters/sqlite/compact_log.ts";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { pageProblems } from "@/adapters/sqlite/file_problems.ts";
import { chainsAt } from "@/adapters/sqlite/integrity.ts";
import { openEventFile } from "@/adapters/sqlite/event_file.ts";
import { type LogOptions, openLog } from "@/adapters/sqlite/log.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { snapshotLog } from "@/adapters/sqlite/log_snapshot.ts";
import { logError } from "@/adapters/sqlite/sqlite_errors.ts";

/** What SQLite keeps beside a database. */
const besides = ["-wal", "-shm"];

export function createLogCopies(
  stateDir: string,
  how: Omit<LogOptions, "path" | "shownAs" | "isOwner">,
): LogCopies {
  const path = logPath(stateDir);
  return {
    isThere: () => files.facts(path) !== null,
    copy: (to) => snapshotLog(path, to),
    examine(path, shownAs, what): ExaminedLog {
      try {
        using log = openLog({ ...how, path, shownAs });
        const { reader } = log;
        return {
          events: reader.eventCount(),
          tasks: reader.linkCount(),
          problems: what === "everything" ? log.integrity() : brokenEvents(log, path),
        };
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") throw thrown;
        return { events: 0, tasks: 0, problems: [thrown.message] };
      }
    },
    async voidClaims(file, atLeast) {
      const known = Math.max(atLeast, lastToken(file), lastToken(path));
      {
        using log = openLog({ ...how, path: file });
        await log.store.append(claimsEnd(log, known));
      }
      gatherInto(file);
    },
    makeOwn(path) {
      using file = openEventFile(path);
      if (file.mirrored() !== null) file.setMirrored(null);
    },
    compact: (to, before) => compactLog(path, to, before),
    replace(file, asideAs) {
      try {
        const isThere = files.facts(path) !== null;
        const aside = `${path}.${asideAs ?? `replaced-${crypto.randomUUID()}`}`;
        if (isThere) {
          gatherInto(path);
          // Of a damaged log; taken for the new one's, it would damage that.
          if ((files.facts(`${path}-wal`)?.size ?? 0) > 0) {
            files.rename(`${path}-wal`, `${aside}-wal`);
          }
          if (asideAs !== null) nameAlso(path, aside);
        }
        files.rename(file, path);
        for (const beside of besides) ifThere(() => files.remove(path + beside));
        using folder = files.open(dirname(path), { read: true });
        folder.sync();
        return isThere && asideAs !== null ? aside : null;
      } catch (thrown) {
        throw logError(thrown, path);
      }
    },
  };
}

/** @throws {SyncError} `LOG_DAMAGED`: one is not as it was written. */
function brokenEvents(log: Log, path: string): readonly string[] {
  const db = openDatabase(path);
  try {
    const problems = [...pageProblems(db), ...chainsAt(db)];
    if (problems.length === 0) log.check();
    return problems;
  } finally {
    db.close();
  }
}

/** Some file systems know no second names. */
function nameAlso(path: string, name: string): void {
  try {
    files.link(path, name);
  } catch {
    files.copy(path, name);
    using copied = files.open(name, { read: true, write: true });
    copied.sync();
  }
}

/**
 * What is in its write-ahead file comes into the log itself; of a damaged one it stays where it is.
 * @throws {SyncError} `LOCKED`: somebody reads it, and goes on doing so.
 */
function gatherInto(path: string): void {
  try {
    const db = openDatabase(path);
    try {
      if (db.get("PRAGMA wal_checkpoint(TRUNCATE)")?.["busy"] === 1) throw inUse(path);
    } finally {
      db.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof SyncError) || thrown.code === "LOCKED") throw thrown;
  }
}

function inUse(path: string): SyncError {
  return new SyncError("LOCKED", `Cannot replace the log at ${path}: another process reads it`, {
    retryable: true,
  });
}
