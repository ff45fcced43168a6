import { isDropped } from "@/domain/dropped.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Reasons told in one run; the rest is in `status`. */
const maxReasons = 10;
/** Tasks named with each of them. */
const maxTasks = 5;

/** Why writes wait or were given up, a line for each reason with the tasks it is about; not what a person dropped. */
export function unwritten(
  log: Pick<LogReader, "pendingPushes"> & Pick<LogQueries, "titleOf">,
): readonly string[] {
  const failed = log.pendingPushes().flatMap(({ streamId, error, dead, isOutside }) =>
    error === null || isOutside || dead && isDropped({ error })
      ? []
      : [{ streamId, said: `${dead ? "given up" : "waiting"}: ${error}` }]
  );
  const groups = [...Map.groupBy(failed, ({ said }) => withoutNumbers(said)).values()];
  const more = groups.length - maxReasons;
  const rest = more > 0 ? [`and ${more} more reasons; see \`status\``] : [];
  const lines = groups.slice(0, maxReasons).map((of) => {
    const titles = of.map(({ streamId }) => log.titleOf(streamId)).map((title) =>
      title === "" ? "(untitled)" : JSON.stringify(title)
    );
    const others = titles.length - maxTasks;
    const named = titles.slice(0, maxTasks).join(", ");
    return `${of[0]?.said}: ${named}${others > 0 ? ` and ${others} more` : ""}`;
  });
  return [...lines, ...rest];
}

/** Two tasks that wait for the same: only their names and the numbers of tasks, comments and the like differ. */
function withoutNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*" \([0-9a-f-]{36}\): /, "").replace(/\d+/g, "#");
}
