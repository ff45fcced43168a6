import { SyncError } from "@/domain/errors.ts";
import type { BackupStore } from "@/ports/backup_store.ts";
import type { LogCare } from "@/ports/log_care.ts";
import type { LogCopies } from "@/ports/log_copies.ts";
import { dirname, join } from "@/ports/paths.ts";

interface CareDeps {
  /** Absolute path of the log. */
  readonly path: string;
  /** The database that has it, for people; `null`: the file is all there is. */
  readonly database: string | null;
  readonly log: LogCopies;
  readonly store: Pick<BackupStore, "scratch" | "inside" | "bytes">;
  /** @throws {SyncError} `LOCKED`: somebody works on the log. */
  readonly lockLog: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** @throws {SyncError} `CONFIG`: no database is configured. */
  readonly move: LogCare["move"];
}

export function createLogCare(
  { path, database, log, store, lockLog, move }: CareDeps,
): LogCare {
  function checkThere(doing: string): void {
    if (log.isThere()) return;
    throw new SyncError("NOT_FOUND", `Cannot ${doing} the log: there is none at ${path}`, {
      hint: "Run `vikunja-sync sync` first.",
    });
  }

  return {
    move,
    async verify(signal) {
      checkThere("verify");
      using scratch = store.scratch(path);
      const copy = join(scratch.path, "log.db");
      try {
        await log.copy(copy);
        signal.throwIfAborted();
        return { path, ...log.examine(copy, path, "everything") };
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") throw thrown;
        return { path, events: 0, tasks: 0, problems: [thrown.message] };
      }
    },
    async compact(before, signal) {
      if (database !== null) throw inDatabase("compact", database);
      checkThere("compact");
      await using _owned = await lockLog(signal);
      using scratch = store.inside(dirname(path));
      const bytesBefore = store.bytes(path) ?? 0;
      const file = join(scratch.path, "log.db");
      const archived = log.compact(file, before);
      if (archived === 0) return { path, archived, bytesBefore, bytesAfter: bytesBefore };
      const [problem] = log.examine(file, path, "events").problems;
      if (problem !== undefined) throw notCompacted(path, problem);
      signal.throwIfAborted();
      log.replace(file, null);
      return { path, archived, bytesBefore, bytesAfter: store.bytes(path) ?? 0 };
    },
  };
}

/** What would be changed is only a copy of it. */
export function inDatabase(doing: string, database: string): SyncError {
  return new SyncError("CONFIG", `Cannot ${doing} the log: it is in the database at ${database}`, {
    hint: "`vikunja-sync log move sqlite` brings it here; `log move postgres` back.",
  });
}

function notCompacted(path: string, problem: string): SyncError {
  return new SyncError("LOG_DAMAGED", `Cannot compact the log at ${path}: ${problem}`, {
    hint: "Nothing was changed. See `vikunja-sync log verify`.",
  });
}
