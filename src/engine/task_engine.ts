import type { TaskCommand } from "@/domain/commands.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { ActorDeps, RequestedPush } from "@/engine/actor.ts";
import type { TaskMessage } from "@/engine/message.ts";
import { createSupervisor, type SupervisorOptions } from "@/engine/supervisor.ts";

/** What carries out pushes to one side (see `effects/outbox.ts`). */
export interface PushQueue {
  add(push: RequestedPush): void;
  flush(): void;
  readonly size: number;
  onEmpty(listener: () => void): void;
}

export interface TaskEngineDeps extends Pick<ActorDeps, "store" | "policy" | "onStored"> {
  readonly queueFor: (
    side: Side,
    answer: (streamId: string, command: TaskCommand) => void,
  ) => PushQueue;
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
  /** Tasks that depend on one without a counterpart yet: to be looked at again; emptied by the call. */
  takeUnsettled(): readonly string[];
}

/** Actors and outboxes put together: the one runtime behind every trigger. */
export function createTaskEngine(deps: TaskEngineDeps): TaskEngine {
  const unsettled = new Set<string>();
  const waiters: (() => void)[] = [];
  const supervisor = createSupervisor({
    store: deps.store,
    policy: deps.policy,
    dispatch(push) {
      queues[push.side].add(push);
      if (queues[push.side].size >= deps.flushAt) queues[push.side].flush();
    },
    onStored(step) {
      if (isUnsettled(step.after)) unsettled.add(step.after.streamId);
      deps.onStored(step);
    },
  }, deps.supervision);
  const answer = (streamId: string, command: TaskCommand) => supervisor.post(streamId, command);
  const queues: Readonly<Record<Side, PushQueue>> = {
    taskwarrior: deps.queueFor("taskwarrior", answer),
    vikunja: deps.queueFor("vikunja", answer),
  };

  function isQuiet(): boolean {
    return supervisor.busy === 0 && sides.every((side) => queues[side].size === 0);
  }

  function onRest(): void {
    for (const side of sides) queues[side].flush();
    if (isQuiet() || supervisor.failure !== null) { for (const wake of waiters.splice(0)) wake(); }
  }

  supervisor.onQuiet(onRest);
  for (const side of sides) queues[side].onEmpty(onRest);

  return {
    post: supervisor.post,
    ask: supervisor.ask,
    async quiet() {
      while (!isQuiet() && supervisor.failure === null) {
        await new Promise<void>((wake) => waiters.push(wake));
      }
      if (supervisor.failure !== null) throw supervisor.failure satisfies SyncError;
    },
    takeUnsettled() {
      const taken = [...unsettled];
      unsettled.clear();
      return taken;
    },
  };
}

function isUnsettled(state: PairState): boolean {
  return sides.some((side) => {
    const { task, base } = state[side];
    return task !== null && task.depends.some((id) => !(base.depends ?? []).includes(id));
  });
}
