import { SyncError } from "@/domain/errors.ts";
import type { BackupStore } from "@/ports/backup_store.ts";
import type { LogCare } from "@/ports/log_care.ts";
import type { LogCopies } from "@/ports/log_copies.ts";
import { join } from "@/ports/paths.ts";

interface CareDeps {
  /** Absolute path of the log. */
  readonly path: string;
  readonly log: LogCopies;
  readonly store: Pick<BackupStore, "scratch">;
}

export function createLogCare({ path, log, store }: CareDeps): LogCare {
  return {
    async verify(signal) {
      if (!log.isThere()) {
        throw new SyncError("NOT_FOUND", `Cannot verify the log: there is none at ${path}`, {
          hint: "Run `vikunja-sync sync` first.",
        });
      }
      using scratch = store.scratch(path);
      const copy = join(scratch.path, "log.db");
      try {
        await log.copy(copy);
        signal.throwIfAborted();
        return { path, ...log.examine(copy, path) };
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") throw thrown;
        return { path, events: 0, tasks: 0, problems: [thrown.message] };
      }
    },
  };
}
