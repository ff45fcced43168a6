import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { isWhole } from "@/adapters/vikunja/comments.ts";
import { type TaskList, updatedMs } from "@/adapters/vikunja/task_lists.ts";

/**
 * A task of the window whose comments were read when the second of its stamp was over: id, stamp, how many. While
 * these stay so, nothing of it has moved, and its comments need not be read again.
 */
export type Proven = readonly [id: number, updatedMs: number, comments: number];

/** A stamp is cut to a whole second. */
const stampMs = 1_000;

export function proofOf(
  window: readonly RawObject[],
  { showsComments }: Pick<TaskList, "showsComments">,
  clockMs: number,
): { readonly proven: readonly Proven[]; readonly doubtful: number } {
  const commented = window.filter((task) => countOf(task) > 0);
  const sum = (tasks: readonly RawObject[]) =>
    tasks.reduce((count, task) => count + countOf(task), 0);
  if (showsComments) return { proven: [], doubtful: 0 };
  const isOver = (task: RawObject) => updatedMs(task) + stampMs <= clockMs;
  return {
    proven: commented.filter(isOver).map((task): Proven => [
      Number(task["id"]),
      updatedMs(task),
      countOf(task),
    ]),
    doubtful: sum(commented.filter((task) => !isOver(task))),
  };
}

/** Those that have to be looked at: all but what lacks comments in this answer and is as it was when proven. */
export function withoutProven(
  items: readonly RawObject[],
  proven: readonly Proven[],
): readonly RawObject[] {
  const known = new Map(proven.map((one) => [one[0], one]));
  return items.filter((task) => {
    const [, stamp, count] = known.get(Number(task["id"])) ?? [];
    return isWhole(task) || stamp !== updatedMs(task) || count !== countOf(task);
  });
}

function countOf(task: RawObject): number {
  return Number(task["comment_count"] ?? 0);
}
