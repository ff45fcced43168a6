import { backup, DatabaseSync } from "node:sqlite";
import { kindOf, logError } from "@/adapters/sqlite/sqlite_errors.ts";

const pagesAtOnce = 2_000;

/**
 * Copies the log as it is at one moment, beside whoever writes it: the transaction holds that moment, so writes
 * meanwhile neither show nor make it begin again. Not by `VACUUM INTO`: that attaches a database, which Deno refuses
 * without all permissions.
 * @throws {SyncError} `LOG_DAMAGED`, `DISK_FULL`, `CONFIG`, `LOCKED`.
 */
export async function snapshotLog(from: string, to: string): Promise<void> {
  try {
    const log = new DatabaseSync(from, { readOnly: true });
    try {
      log.exec("PRAGMA busy_timeout=5000; BEGIN");
      log.prepare("SELECT count(*) FROM sqlite_schema").get();
      await backup(log, to, { rate: pagesAtOnce });
    } finally {
      log.close();
    }
  } catch (thrown) {
    const isAboutCopy = thrown instanceof Error && kindOf(thrown) === "full";
    throw logError(thrown, isAboutCopy ? to : from);
  }
}
