import { uuidOfNumber } from "@/adapters/taskwarrior/numbered.ts";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";
import type { UuidOfNumber } from "@/ports/log.ts";
import { isAbsolute } from "@/ports/paths.ts";
import { SyncError } from "@/domain/errors.ts";

const data = { files: systemFiles, database: systemDatabase };

/** Asks the data folder that the log is bound to; none before the first sync. */
export const taskNumbers: UuidOfNumber = (bound, cursor, number) => {
  const folder = bound?.["folder"];
  // The list of a sync server has none: each replica has its own.
  if (typeof folder !== "string" || !isAbsolute(folder)) return null;
  try {
    return uuidOfNumber(data, { folder, line: lineOf(cursor) }, number);
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw new SyncError(
      "TASK_FAILED",
      `Cannot tell which task has the ID ${number}: ${folder} cannot be read`,
      { cause, hint: "Name the task by its UUID, or # and its Vikunja id." },
    );
  }
};

/** Which version wrote the data, as the log's cursor says. */
function lineOf(cursor: string | null): "2" | "3" {
  return cursor !== null && cursor.includes('"line":"3"') ? "3" : "2";
}
