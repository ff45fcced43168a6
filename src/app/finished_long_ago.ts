import { parseDuration } from "@/config/duration.ts";
import { usualDoneWithin } from "@/config/selection_config.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Whether a task that is to be made on a side was finished before people are asked whether they want that. */
export function isLongAgo(finishedAt: string | undefined | null, now: Date): boolean {
  if (finishedAt === undefined || finishedAt === null) return false;
  return now.getTime() - Date.parse(finishedAt) > (parseDuration(usualDoneWithin) ?? Infinity);
}

/** How many such creates a step asks for. */
export function askedLongAgo({ events }: StoredStep, now: Date): number {
  return events.filter((event) =>
    event.type === "PushRequested" && event.data.push.kind === "create" &&
    event.data.push.task.done && isLongAgo(event.data.push.task.doneAt, now)
  ).length;
}

/** Where nobody was asked, it is said. */
export function longAgoNote(count: number): readonly string[] {
  if (count === 0) return [];
  const tasks = count === 1
    ? "1 task that was"
    : `${count.toLocaleString("en-US")} tasks that were`;
  return [
    `${tasks} finished more than ${usualDoneWithin} ago went over as well; with ` +
    `\`done_within = "${usualDoneWithin}"\` under \`[selection]\` such tasks stay where they are`,
  ];
}

/** Whether nothing was ever brought together: what is made now is asked for by nobody in particular. */
export function isFirstContact(log: Pick<LogQueries, "lastSyncAt"> & Pick<LogReader, "linkCount">) {
  return log.lastSyncAt() === null && log.linkCount() === 0;
}

interface LongAgo {
  /** Says, once, what went over until now; a first contact only. */
  tell(): void;
}

/** For a program that nobody sits at: it says afterwards what it would have asked. */
export function tellingLongAgo(
  { log, onStep }: {
    readonly log: Parameters<typeof isFirstContact>[0];
    readonly onStep: (listener: (step: StoredStep) => void) => void;
  },
  { now, warn }: { readonly now: () => Date; readonly warn: (line: string) => void },
): LongAgo {
  let count = 0;
  let isOver = !isFirstContact(log);
  if (!isOver) onStep((step) => count += isOver ? 0 : askedLongAgo(step, now()));
  return {
    tell() {
      if (isOver) return;
      isOver = true;
      for (const note of longAgoNote(count)) warn(note);
    },
  };
}
