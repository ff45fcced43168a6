import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";

/** A task by its id on one side. */
export interface TaskRef {
  readonly side: Side;
  readonly id: string;
}

/** What is known of a task that another one depends on. */
export interface TaskLink {
  /** Its id on either side; `null`: no counterpart there (yet). */
  readonly ids: Readonly<Record<Side, string | null>>;
  /**
   * Whether it is in Taskwarrior, finished or not. A dependency on one that is not (deleted, purged, a
   * template that stays local) blocks nothing, and nobody takes it away.
   */
  readonly isInTaskwarrior: boolean;
  /** Outside of the selection: that it has no counterpart is as it should be. */
  readonly isOutside?: true;
}

/** What was looked up of other tasks, by their id on each side. */
export type Links = Readonly<Record<Side, ReadonlyMap<string, TaskLink>>>;

export const noLinks: Links = { taskwarrior: new Map(), vikunja: new Map() };

/** These too; each is found by either of its ids. */
export function withLinks(known: Links, added: Iterable<readonly [TaskRef, TaskLink]>): Links {
  const taskwarrior = new Map(known.taskwarrior);
  const vikunja = new Map(known.vikunja);
  const links = { taskwarrior, vikunja };
  for (const [{ side, id }, link] of added) {
    links[side].set(id, link);
    if (link.ids.taskwarrior !== null) taskwarrior.set(link.ids.taskwarrior, link);
    if (link.ids.vikunja !== null) vikunja.set(link.ids.vikunja, link);
  }
  return links;
}

/**
 * The linked task's id on the side `to`; `null`: none (yet).
 * @throws {SyncError} `INTERNAL`: it was not looked up.
 */
export function counterpart(links: Links, id: string, to: Side): string | null {
  return linkOf(links, { side: to === "vikunja" ? "taskwarrior" : "vikunja", id }).ids[to];
}

/** Whether that Taskwarrior task is there. */
export function isInTaskwarrior(links: Links, uuid: string): boolean {
  return linkOf(links, { side: "taskwarrior", id: uuid }).isInTaskwarrior;
}

/** Whether the task is outside of the selection. */
export function isOutside(links: Links, task: TaskRef): boolean {
  return linkOf(links, task).isOutside === true;
}

function linkOf(links: Links, { side, id }: TaskRef): TaskLink {
  const link = links[side].get(id);
  if (link !== undefined) return link;
  throw new SyncError("INTERNAL", `Cannot decide: task ${id} of ${side} was not looked up`);
}
