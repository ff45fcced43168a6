import type { SyncEvent } from "@/domain/events.ts";
import type { ActorDeps } from "@/engine/actor.ts";
import { createSeals } from "@/engine/seals.ts";
import type { TaskMessage } from "@/engine/message.ts";
import { createSupervisor, type SupervisorOptions } from "@/engine/supervisor.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import type { PushOrder } from "@/ports/push_queue.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { blankTask, policyAt, sameId } from "@tests/support/pair_simulation.ts";

export function memoryStore(): EventStore<SyncEvent> {
  return openMemoryLog({ projections: logProjections, now: () => new Date(0) }).store;
}

/** Nothing is written, and nobody is told. */
export function actorDeps(store: EventStore<SyncEvent>, deps: Partial<ActorDeps>): ActorDeps {
  return {
    store,
    policy: () => policyAt("2026-01-01T00:00:00Z"),
    link: sameId,
    dispatch: () => {},
    cancel: () => {},
    underWay: () => [],
    isWriting: () => false,
    hurry: () => {},
    seals: createSeals(),
    onStored: () => {},
    ...deps,
  };
}

export function supervised(
  store: EventStore<SyncEvent>,
  options: Partial<SupervisorOptions> = {},
  deps: Partial<ActorDeps> = {},
) {
  const supervisor = createSupervisor(actorDeps(store, deps), {
    mailboxCapacity: 10,
    idleActors: 10,
    maxTries: 3,
    backoffMs: () => 0,
    delay: () => Promise.resolve(),
    ...options,
  });
  const quiet = () =>
    supervisor.busy === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => supervisor.onQuiet(resolve));
  return { supervisor, quiet };
}

export function look(id: string, title: string): TaskMessage {
  const task = { ...blankTask, title };
  return {
    type: "Look",
    readings: [{
      side: "taskwarrior",
      reading: {
        kind: "present",
        id,
        task,
        extra: {},
        changedAt: "2026-01-01T00:00:00Z",
        linkHint: null,
      },
    }],
  };
}

/** A try that failed, of that push. */
export function failOf(
  order: PushOrder | undefined,
  more: Pick<FailPush, "unwritten" | "evenDead"> = {},
): TaskMessage {
  return {
    type: "FailPush",
    side: "vikunja",
    request: order?.pending.request ?? 0,
    code: "SERVER_UNAVAILABLE",
    message: "down",
    retryAt: "2026-01-01T00:00:01Z",
    ...more,
  };
}

type FailPush = Extract<TaskMessage, { readonly type: "FailPush" }>;

/** A log that stores when told to. */
export function heldStore(store: EventStore<SyncEvent>) {
  const waiting: { readonly streamId: string; readonly go: () => void }[] = [];
  const append = async (appends: readonly StreamAppend<SyncEvent>[]) => {
    const streamId = appends[0]?.streamId ?? "";
    await new Promise<void>((go) => waiting.push({ streamId, go }));
    return await store.append(appends);
  };
  return { waiting, store: { ...store, append } };
}

/** Lets everything happen that needs nobody. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
