import { isDropped } from "@/domain/dropped.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Reasons told in one run; the rest is in `status`. */
const maxReasons = 10;

/** Why writes wait or were given up, a line for each reason and not for each task; not what a person dropped. */
export function unwritten(log: Pick<LogReader, "pendingPushes">): readonly string[] {
  const reasons = log.pendingPushes().flatMap(({ error, dead }) =>
    error === null || dead && isDropped({ error })
      ? []
      : [`${dead ? "given up" : "waiting"}: ${error}`]
  );
  const distinct = [...new Set(reasons)];
  const more = distinct.length - maxReasons;
  const rest = more > 0 ? [`and ${more} more reasons; see \`status\``] : [];
  return [...distinct.slice(0, maxReasons), ...rest];
}
