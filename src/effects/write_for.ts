import type { PushOrder } from "@/ports/push_queue.ts";
import { isUnsure } from "@/domain/unsure.ts";
import type { Write } from "@/ports/replica.ts";

/** What the replica is asked for. */
export function writeFor(order: PushOrder): Write {
  const { streamId, side, vikunjaId, pending, linkedComments, editedAt } = order;
  const { push, request, requestedAt } = pending;
  const remote = vikunjaId === null ? null : String(vikunjaId);
  const link = push.kind === "create"
    ? push.link ?? vikunjaId
    : push.kind === "update"
    ? push.patch.link
    : null;
  return {
    key: keyOf(streamId, request),
    id: side === "taskwarrior" ? streamId : remote,
    push,
    requestedAt: pending.unsureSince ?? requestedAt,
    mayHaveHappened: order.mayHaveHappened || isUnsure(pending),
    isUntried: pending.attempts === 0 && pending.isTold && !isUnsure(pending),
    link: side === "taskwarrior" ? link ?? null : null,
    linkedComments,
    editedAt,
    earlierKeys: order.unsureCreates.map(({ request }) => keyOf(streamId, request)),
    earlierTasks: order.unsureCreates.map(({ push: { task } }) => ({
      title: task.title,
      project: task.project,
    })),
    earlierComments: order.unsureComments.map(({ from, text }) => ({ from, text })),
  };
}

function keyOf(streamId: string, request: number): string {
  return `${streamId}@${request}`;
}

/** Version of the request that a key names. */
export function requestOf(key: string): number {
  return Number(key.slice(key.lastIndexOf("@") + 1));
}
