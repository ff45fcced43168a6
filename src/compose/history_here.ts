import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import { logToName } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";

/** Looks at the log beside whoever has it. @throws {SyncError} `NOT_FOUND`: there is none yet. */
export async function historyHere<T>(
  config: Config,
  look: (history: LogHistory) => T,
): Promise<T> {
  using log = await logToName(config)();
  if (log !== null) return look(createLogHistory(log));
  throw new SyncError("NOT_FOUND", "Cannot look back: nothing was synced yet", {
    hint: "Run `sync` first.",
  });
}
