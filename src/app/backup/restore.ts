import type { Config } from "@/config/config.ts";
import { inDatabase } from "@/app/backup/log_care.ts";
import { SyncError } from "@/domain/errors.ts";
import { type ApproveMove, partNames, type RestoredLog } from "@/ports/backups.ts";
import type { BackupStore } from "@/ports/backup_store.ts";
import type { LogCopies } from "@/ports/log_copies.ts";
import { join } from "@/ports/paths.ts";
import type { Runtime } from "@/ports/runtime.ts";

export interface RestoreDeps {
  readonly config: Pick<Config, "stateDir" | "store">;
  readonly runtime: Pick<Runtime, "now">;
  readonly store: Pick<BackupStore, "check" | "unpack" | "bytes" | "inside">;
  readonly log: LogCopies;
  /** @throws {SyncError} `LOCKED`: somebody works on the log. */
  readonly lockLog: (signal: AbortSignal) => Promise<AsyncDisposable>;
}

/** All of it is read and judged before anything is moved; who has the log keeps it. */
export async function restoreBackup(
  deps: RestoreDeps,
  path: string,
  approve: ApproveMove,
  signal: AbortSignal,
): Promise<RestoredLog | null> {
  const { store, log, config: { stateDir, store: database }, runtime } = deps;
  if (database !== null) throw inDatabase("put back", database.shownAs);
  if (store.bytes(path) === null) {
    throw new SyncError("NOT_FOUND", `Cannot find the backup ${path}`);
  }
  store.check(path);
  await using _owned = await deps.lockLog(signal);
  using scratch = store.inside(stateDir);
  const manifest = await store.unpack(path, scratch.path, signal);
  const file = join(scratch.path, partNames.log);
  const [problem] = log.examine(file, path, "events").problems;
  if (problem !== undefined) {
    throw new SyncError(
      "BACKUP_DAMAGED",
      `Cannot restore ${path}: its log is not whole: ${problem}`,
      {
        hint: "Nothing was changed. `vikunja-sync backup list` shows the others.",
      },
    );
  }
  const asideAs = `replaced-${runtime.now().toISOString().replaceAll(/[-:.]/g, "")}`;
  if (log.isThere() && !await approve(`${stateDir}/log.db.${asideAs}`, manifest)) return null;
  await log.voidClaims(file, runtime.now().getTime());
  signal.throwIfAborted();
  log.makeOwn(file);
  return { from: path, manifest, movedTo: log.replace(file, asideAs) };
}
