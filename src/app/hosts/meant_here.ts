import { SyncError } from "@/domain/errors.ts";
import type { OpenLog } from "@/ports/log.ts";

/** The UUID of the task that Taskwarrior shows here with a number. @throws {SyncError} `NOT_FOUND` */
export function meantHere(openLog: OpenLog): (number: string) => Promise<string> {
  return async (number) => {
    using log = await openLog();
    if (log === null) {
      throw new SyncError("NOT_FOUND", `Cannot find task ${number}: nothing is here`);
    }
    try {
      return log.reader.resolveTask(number);
    } catch (thrown) {
      // Not synced yet as far as this host knows; the owner may know more.
      if (thrown instanceof SyncError && typeof thrown.details["uuid"] === "string") {
        return thrown.details["uuid"];
      }
      throw thrown;
    }
  };
}
