import type { TaskLink, TaskRef } from "@/domain/links.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** What the log has of a task that others depend on. */
export function linkIn(
  log: Pick<LogReader, "streamOf" | "vikunjaIdOf" | "presenceOf">,
): (task: TaskRef) => TaskLink {
  return ({ side, id }) => {
    const taskwarrior = side === "taskwarrior" ? id : log.streamOf(Number(id));
    const vikunja = side === "vikunja" ? id : log.vikunjaIdOf(id)?.toString() ?? null;
    const isInTaskwarrior = taskwarrior !== null &&
      log.presenceOf(taskwarrior, "taskwarrior") === "present";
    return { ids: { taskwarrior, vikunja }, isInTaskwarrior };
  };
}
