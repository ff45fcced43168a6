import type { TaskLink, TaskRef } from "@/domain/links.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** What the log has of a task that others depend on. */
export function linkIn(
  log: Pick<LogReader, "streamOf" | "vikunjaIdOf" | "presenceOf" | "isOutside">,
): (task: TaskRef) => TaskLink {
  return ({ side, id }) => {
    const streamId = side === "taskwarrior" ? id : log.streamOf(Number(id));
    const isOutside = streamId !== null && log.isOutside(streamId);
    // What is there in Vikunja only, and stays so, has no counterpart.
    const isAlone = isOutside && side === "vikunja" &&
      log.presenceOf(streamId, "taskwarrior") === null;
    const taskwarrior = isAlone ? null : streamId;
    const isGone = streamId !== null &&
      ["deleted", "missing"].includes(log.presenceOf(streamId, "vikunja") ?? "");
    const known = side === "vikunja" ? id : log.vikunjaIdOf(id)?.toString() ?? null;
    // Nothing can depend on it there, until it is made again, which gives it another id.
    const vikunja = isGone ? null : known;
    const isInTaskwarrior = taskwarrior !== null &&
      log.presenceOf(taskwarrior, "taskwarrior") === "present";
    const link = { ids: { taskwarrior, vikunja }, isInTaskwarrior };
    return isOutside ? { ...link, isOutside } : link;
  };
}
