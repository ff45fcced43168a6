import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { PendingPush } from "@/domain/state.ts";
import { createOutbox, type OutboxDeps } from "@/effects/outbox.ts";
import type { PushOrder } from "@/ports/push_queue.ts";
import type { Replica, Write, Written } from "@/ports/replica.ts";

export const gone = { kind: "gone", id: "1", how: "deleted", changedAt: null } as const;
export const written: Written = { kind: "written", reading: gone, comments: [], leftOut: [] };

export function order(streamId: string, change: Partial<PendingPush> = {}): PushOrder {
  const pending: PendingPush = {
    request: 3,
    push: { kind: "update", patch: { title: "a" }, expected: {} },
    source: {},
    settles: null,
    requestedAt: "2026-01-01T00:00:00Z",
    unsureSince: null,
    attempts: 0,
    unsureAttempts: 0,
    dead: false,
    isTold: false,
    ...change,
  };
  return {
    streamId,
    side: "vikunja",
    vikunjaId: 1,
    pending,
    mayHaveHappened: false,
    linkedComments: [],
    editedAt: "2026-01-01T00:00:00Z",
    unsureCreates: [],
    unsureComments: [],
    rank: "later",
  };
}

/** An outbox over a replica that writes so; what it answered, and when it is empty. */
export function outboxOver(
  write: (writes: readonly Write[]) => Promise<readonly Written[]>,
  deps: Partial<OutboxDeps> = {},
) {
  const answers: (readonly [string, TaskCommand])[] = [];
  const outbox = createOutbox({
    replica: { side: "vikunja", write } as unknown as Replica,
    answer: (streamId, command) => void answers.push([streamId, command]),
    retryAt: (error) => error.retryable ? "later" : null,
    onServerClock: (_side, reading) => reading,
    maxBatch: 2,
    signal: new AbortController().signal,
    ...deps,
  });
  const empty = () => new Promise<void>((resolve) => outbox.onEmpty(resolve));
  return { outbox, answers, empty };
}
