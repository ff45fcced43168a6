import type { TaskCommand } from "@/domain/commands.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { ActorDeps } from "@/engine/actor.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { PushOrder, PushQueue } from "@/ports/push_queue.ts";
import { createSupervisor, type SupervisorOptions } from "@/engine/supervisor.ts";

export interface TaskEngineDeps
  extends Pick<ActorDeps, "store" | "snapshots" | "policy" | "link" | "prepare" | "onStored"> {
  readonly queueFor: (
    side: Side,
    answer: (streamId: string, command: TaskCommand) => void,
  ) => PushQueue;
  /** Streams of tasks that wait for one of those in Taskwarrior; without: none are known. */
  readonly dependentsOf?: (streamIds: ReadonlySet<string>) => readonly string[];
  /** Orders that start a write at once, even while tasks are being decided on. */
  readonly flushAt: number;
  readonly supervision: SupervisorOptions;
}

export interface TaskEngine {
  post(streamId: string, message: TaskMessage): void;
  ask(streamId: string, message: TaskMessage): Promise<void>;
  /**
   * Resolves when no message waits and no write is under way.
   * @throws {SyncError} what stopped the engine as a whole.
   */
  quiet(): Promise<void>;
  /** Whether no message waits and no write is under way. */
  isQuiet(): boolean;
  /** Tasks that depend on one without a counterpart yet: to be looked at again; emptied by the call. */
  takeUnsettled(): readonly string[];
}

/** Writes of one task between two rests of the engine; more means that two programs undo each other's. */
const maxWritesInARow = 30;

/** Actors and outboxes put together: the one runtime behind every trigger. */
export function createTaskEngine(deps: TaskEngineDeps): TaskEngine {
  const unsettled = new Set<string>();
  const waiters: (() => void)[] = [];
  /** Got a counterpart, perhaps anew: relations that went with the one before can be made again. */
  const linked = new Set<string>();
  const writesInARow = new Map<string, number>();
  const supervisor = createSupervisor({
    store: deps.store,
    ...(deps.snapshots === undefined ? {} : { snapshots: deps.snapshots }),
    policy: deps.policy,
    link: deps.link,
    ...(deps.prepare === undefined ? {} : { prepare: deps.prepare }),
    dispatch,
    cancel: (streamId, side) => queues[side].remove(streamId),
    underWay: (streamId) => sides.filter((side) => queues[side].has(streamId)),
    onStored(step) {
      if (isUnsettled(step.after)) unsettled.add(step.after.streamId);
      if (step.events.some(({ type }) => type === "TaskLinked")) linked.add(step.after.streamId);
      deps.onStored(step);
    },
  }, deps.supervision);
  const queues: Readonly<Record<Side, PushQueue>> = {
    taskwarrior: deps.queueFor("taskwarrior", supervisor.answer),
    vikunja: deps.queueFor("vikunja", supervisor.answer),
  };

  function dispatch(push: PushOrder): void {
    const count = (writesInARow.get(push.streamId) ?? 0) + 1;
    writesInARow.set(push.streamId, count);
    if (count > maxWritesInARow) return supervisor.answer(push.streamId, giveUp(push));
    queues[push.side].add(push);
    if (queues[push.side].size >= deps.flushAt) queues[push.side].flush();
  }

  function isQuiet(): boolean {
    return supervisor.busy === 0 && sides.every((side) => queues[side].size === 0);
  }

  function onRest(): void {
    for (const side of sides) {
      if (supervisor.failure === null) queues[side].flush();
      else queues[side].clear();
    }
    if (!isQuiet()) return;
    writesInARow.clear();
    for (const wake of waiters.splice(0)) wake();
  }

  supervisor.onQuiet(onRest);
  for (const side of sides) queues[side].onEmpty(onRest);

  return {
    post: supervisor.post,
    isQuiet,
    ask: supervisor.ask,
    async quiet() {
      while (!isQuiet()) {
        await new Promise<void>((wake) => waiters.push(wake));
      }
      if (supervisor.failure !== null) throw supervisor.failure satisfies SyncError;
    },
    takeUnsettled() {
      const waiting = linked.size === 0 ? [] : deps.dependentsOf?.(linked) ?? [];
      const taken = new Set([...unsettled, ...waiting]);
      unsettled.clear();
      linked.clear();
      return [...taken];
    },
  };
}

function giveUp({ streamId, side, pending }: PushOrder): TaskCommand {
  const message = `Cannot get task ${streamId} to rest: it was written ${maxWritesInARow} times, ` +
    "and each time it came back changed";
  const { request } = pending;
  return { type: "FailPush", side, request, code: "TASK_FAILED", message, retryAt: null };
}

function isUnsettled(state: PairState): boolean {
  return sides.some((side) => {
    const { task, base } = state[side];
    return task !== null && task.depends.some((id) => !(base.depends ?? []).includes(id));
  });
}
