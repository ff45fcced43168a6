import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import { plainTask } from "./plain_task.ts";

/** As most of those that logs hold. */
export const plainEvent: SyncEvent = {
  type: "TaskObserved",
  data: {
    side: "vikunja",
    id: "12",
    task: plainTask,
    extra: {},
    changedAt: "2026-11-20T10:00:00Z",
  },
};

export const callers = 64;
export const rounds = 15;

/** All callers at once, each so many appends to a stream of its own, behind the first ones; events a second. */
export async function manyAtOnce({ store }: Log, first: number, appends: number): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: callers }, async (_, caller) => {
    const streamId = `task-${caller}`;
    for (let version = first; version < first + appends; version++) {
      await store.append([{ streamId, expectedVersion: version, events: [plainEvent] }]);
    }
  }));
  return appendRate(appends, startedAt);
}

/** Of all callers since then, events a second. */
export function appendRate(appends: number, startedAt: number): number {
  return callers * appends / (performance.now() - startedAt) * 1_000;
}
