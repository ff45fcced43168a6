import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { Log } from "@/ports/log.ts";
import type { Finding } from "@/ports/setup.ts";

/** Whether the log can be read, and is whole. */
export const checkLog: Check = async ({ openLog }) => {
  try {
    using log = await openLog();
    if (log === null) return [note("log", "there is none yet", "vikunja-sync sync")];
    const problems = log.integrity();
    if (problems.length === 0) {
      return [ok("log", `${log.reader.eventCount()} events, whole`), ...held(log), ...lastRun(log)];
    }
    return problems.map((problem) => wrong("log", problem, "vikunja-sync repair"));
  } catch (thrown) {
    return [wrong("log", asSyncError(thrown).message, "vikunja-sync repair")];
  }
};

/** Nothing is broken: somebody is to say what is right. */
function held({ reader }: Log): readonly Finding[] {
  const count = reader.heldList().length;
  if (count === 0) return [];
  const says = `${
    count === 1 ? "1 deletion is" : `${count} deletions are`
  } held back until you answer`;
  return [wrong("held", says, "vikunja-sync held")];
}

/** A run that a person has to answer is not seen by any of the other checks. */
function lastRun({ reader }: Log): readonly Finding[] {
  const failure = reader.lastFailure();
  if (failure === null) return [];
  const says = `it failed: ${failure.message} (${failure.code})`;
  return [wrong("last run", says, failure.hint ?? "vikunja-sync status")];
}
