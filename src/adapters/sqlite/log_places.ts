import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { type LogOptions, openLog } from "@/adapters/sqlite/log.ts";
import { snapshotLog } from "@/adapters/sqlite/log_snapshot.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Log } from "@/ports/log.ts";

type How = Omit<LogOptions, "path" | "shownAs" | "isOwner">;

export function logPath(stateDir: string): string {
  return `${stateDir}/log.db`;
}

/** `null`: there is none yet. */
export function openLogOf(stateDir: string, how: How): Log | null {
  const path = logPath(stateDir);
  return files.facts(path) === null ? null : openLog({ ...how, path });
}

/**
 * The log as it is now, to look at and to try things on: a copy, whose name is taken away as soon as it is open, so
 * that it goes with this process, however that ends.
 * @throws {SyncError} `CONFIG`: there is no place for it; `LOG_DAMAGED`; what {@link openLog} throws.
 */
export async function copyLog(stateDir: string, how: How): Promise<Log> {
  const folder = copyFolder(stateDir);
  const path = `${folder}/log.db`;
  const shownAs = logPath(stateDir);
  const remove = () => files.removeTree(folder);
  const isKept = thisProcess.os === "windows";
  try {
    if (files.facts(shownAs) !== null) await snapshotLog(shownAs, path);
    const log = openLog({ ...how, path, shownAs, isOwner: true });
    if (!isKept) {
      remove();
      return log;
    }
    const close = () => {
      log.close();
      remove();
    };
    return { ...log, close, [Symbol.dispose]: close };
  } catch (thrown) {
    try {
      remove();
    } catch {
      // It is gone already, or what was thrown says why nothing can be written there.
    }
    throw thrown;
  }
}

/** Where temporary files go; beside the log where nothing can be written there. */
function copyFolder(stateDir: string): string {
  const causes: unknown[] = [];
  for (const place of [undefined, stateDir]) {
    try {
      return files.makeTempFolder("vikunja-sync-plan-", place);
    } catch (cause) {
      causes.push(cause);
    }
  }
  const [why] = causes.map((cause) => cause instanceof Error ? cause.message : String(cause));
  throw new SyncError("CONFIG", `Cannot make a plan: no place for a copy of the log (${why})`, {
    cause: causes[0],
    hint: "Name a folder that can be written to with TMPDIR, or run `sync` without --dry-run.",
  });
}
