import { elementsOf } from "@/domain/fields.ts";
import type { Patch } from "@/domain/push.ts";
import type { PendingPush, SideState } from "@/domain/state.ts";
import { setFields, type Task } from "@/domain/task.ts";
import type { UnsureComment } from "@/domain/unsure_push.ts";

/** The first of them, and the last ones: a person can edit a task that is refused any number of times. */
const maxUnsure = 20;

/** Whether it, or one that it takes the place of, may have been carried out. */
export function isUnsure(
  { unsureAttempts, unsureSince }: Pick<PendingPush, "unsureAttempts" | "unsureSince">,
): boolean {
  return unsureAttempts > 0 || unsureSince !== null;
}

/** What is to be remembered of a push that is not waited for any longer. */
export function rememberUnsure(
  { unsureCreates, unsureComments }: Pick<SideState, "unsureCreates" | "unsureComments">,
  pending: PendingPush,
): Pick<SideState, "unsureCreates" | "unsureComments"> {
  if (!isUnsure(pending)) {
    return { unsureCreates, unsureComments };
  }
  const { request, push, source } = pending;
  const creates = push.kind === "create" ? [{ request, push, source }] : [];
  return {
    unsureCreates: bounded([...unsureCreates, ...creates]),
    unsureComments: bounded([...unsureComments, ...commentsOf(pending)]),
  };
}

function bounded<T>(items: readonly T[]): readonly T[] {
  return items.length <= maxUnsure ? items : [...items.slice(0, 1), ...items.slice(1 - maxUnsure)];
}

function commentsOf({ push, source }: PendingPush): readonly UnsureComment[] {
  if (push.kind === "delete") return [];
  const added = push.kind === "create" ? push.comments : push.patch.comments?.add ?? [];
  return added.map((comment) => ({
    ...comment,
    said: source.comments?.add.find(({ from }) => from === comment.from)?.text ?? comment.text,
  }));
}

/**
 * A create as it was carried out, where the task that it ended in was made by an earlier one: the values are those
 * that the earlier one asked for, the elements those of both, as far as they are there.
 */
export function asMade(pending: PendingPush, side: SideState, made: number | null): PendingPush {
  const earlier = side.unsureCreates.find(({ request }) => request === made);
  if (earlier === undefined || pending.push.kind !== "create") return pending;
  const now = pending.push.task;
  const task: { -readonly [K in keyof Task]: Task[K] } = { ...earlier.push.task };
  const source: { -readonly [K in keyof Patch]?: Patch[K] } = {
    ...earlier.source,
    ...(pending.source.comments === undefined ? {} : { comments: pending.source.comments }),
  };
  for (const field of setFields) {
    const asked = pending.source[field]?.add ?? [];
    const was = earlier.source[field]?.add ?? [];
    if (now[field] === undefined) continue;
    const wanted = elementsOf(now, field);
    const left = [...elementsOf(earlier.push.task, field).entries()].filter(([, element]) =>
      !wanted.includes(element) && side.task?.[field]?.includes(element) === true
    );
    task[field] = [...wanted, ...left.map(([, element]) => element)];
    source[field] = { add: [...asked, ...left.map(([index]) => was[index] ?? "")], remove: [] };
  }
  return { ...pending, push: { ...pending.push, task }, source };
}
