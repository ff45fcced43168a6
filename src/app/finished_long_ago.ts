import { parseDuration } from "@/config/duration.ts";
import { usualDoneWithin } from "@/config/selection_config.ts";
import type { StoredStep } from "@/engine/actor.ts";

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
