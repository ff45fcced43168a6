import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { SyncError } from "@/domain/errors.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { ActorDeps } from "@/engine/actor.ts";
import type { Posted, TaskMessage } from "@/engine/message.ts";
import { createSeals, type ReadingBegun } from "@/engine/seals.ts";
import { createSupervisor, type SupervisorOptions } from "@/engine/supervisor.ts";
import type { TaskTurns } from "@/engine/turns.ts";
import { createUnsettled } from "@/engine/unsettled.ts";
import { createWriteCount } from "@/engine/write_count.ts";
import type { PushOrder, PushQueue, Rank } from "@/ports/push_queue.ts";

type Answer = (streamId: string, command: TaskCommand, rank: Rank) => void;

export interface TaskEngineDeps extends
  Pick<
    ActorDeps,
    "store" | "snapshots" | "policy" | "link" | "prepare" | "readAhead" | "onStored"
  > {
  readonly queueFor: (side: Side, answer: Answer) => PushQueue;
  /** Streams of tasks that wait for one of those in Taskwarrior; without: none are known. */
  readonly dependentsOf?: (streamIds: ReadonlySet<string>) => readonly string[];
  /** Orders that start a write at once, even while tasks are being decided on. */
  readonly flushAt: number;
  /**
   * Calls once all that can happen now has: what is decided until then is written together. Without: once no
   * message waits.
   */
  readonly soon?: (call: () => void) => void;
  readonly supervision: SupervisorOptions;
}

export interface TaskEngine {
  /** @throws {SyncError} `MAILBOX_FULL`; or what made the engine stop. */
  post(streamId: string, message: TaskMessage, posted?: Posted): void;
  /** As `post`; resolves when the message is handled, rejects with what refused it. */
  ask(streamId: string, message: TaskMessage, posted?: Posted): Promise<void>;
  /** For claims: in the task's mailbox, like everything else. */
  readonly turns: TaskTurns;
  /** To be called before a side is read, and disposed of once what was read is handled. */
  beginReading(): ReadingBegun;
  /**
   * Resolves when no message waits and no write is under way.
   * @throws {SyncError} what stopped the engine as a whole.
   */
  quiet(): Promise<void>;
  /** Whether no message waits and no write is under way. */
  isQuiet(): boolean;
  /** As `isQuiet`, also where that is about a part of the work only. */
  isIdle(): boolean;
  /** Whether no message of this task waits and no write of it is under way. */
  isAtRest(streamId: string): boolean;
  /** Whether writes to that side are being carried out. */
  isWritingTo(side: Side): boolean;
  /** Sides to which a write of this task waits or is being carried out. */
  underWay(streamId: string): readonly Side[];
  /** Tasks that depend on one without a counterpart yet: to be looked at again; emptied by the call. */
  takeUnsettled(): readonly string[];
  /** What stopped the engine as a whole (disk full, log damaged); `null` while it runs. */
  failure(): SyncError | null;
  /** Told of each task that comes to rest, until what it gives back is called. */
  onRest(listener: (streamId: string) => void): () => void;
  /** Told where a message about one task asked for a write of another: that one is part of it. */
  onBranch(listener: (from: string, to: string) => void): () => void;
}

/** Actors and outboxes put together: the one runtime behind every trigger. */
export function createTaskEngine(deps: TaskEngineDeps): TaskEngine {
  const waiters: (() => void)[] = [];
  const restListeners = new Set<(streamId: string) => void>();
  const branchListeners = new Set<(from: string, to: string) => void>();
  const unsettled = createUnsettled(deps.dependentsOf ?? (() => []));
  const writes = createWriteCount();
  const seals = createSeals();
  let isFlushDue = false;
  const supervisor = createSupervisor({
    store: deps.store,
    ...(deps.snapshots === undefined ? {} : { snapshots: deps.snapshots }),
    policy: deps.policy,
    link: deps.link,
    ...(deps.prepare === undefined ? {} : { prepare: deps.prepare }),
    ...(deps.readAhead === undefined ? {} : { readAhead: deps.readAhead }),
    seals,
    dispatch,
    hurry(streamId) {
      for (const side of sides) queues[side].hurry(streamId);
    },
    cancel: (streamId, side) => queues[side].remove(streamId),
    underWay,
    isWriting: (streamId, side) => queues[side].isWriting(streamId),
    onStored(step) {
      unsettled.note(step);
      deps.onStored(step);
    },
  }, deps.supervision);
  const queues: Readonly<Record<Side, PushQueue>> = {
    taskwarrior: deps.queueFor("taskwarrior", answerOf("taskwarrior")),
    vikunja: deps.queueFor("vikunja", answerOf("vikunja")),
  };

  function answerOf(side: Side): Answer {
    return (streamId, command, rank) => {
      seals.seal(streamId, side, "write");
      supervisor.answer(streamId, command, rank);
    };
  }

  function underWay(streamId: string): readonly Side[] {
    return sides.filter((side) => queues[side].has(streamId));
  }

  function dispatch(push: PushOrder, owner: string): void {
    const { streamId } = push;
    if (streamId !== owner) { for (const listener of branchListeners) listener(owner, streamId); }
    const refusal = writes.add(push);
    if (refusal !== null) return supervisor.answer(streamId, refusal, push.rank);
    const queue = queues[push.side];
    queue.add(push);
    if (queue.size >= deps.flushAt) queue.flush();
    else flushSoon();
  }

  function flushSoon(): void {
    if (isFlushDue || deps.soon === undefined) return;
    isFlushDue = true;
    deps.soon(() => {
      isFlushDue = false;
      flush();
    });
  }

  function flush(): void {
    for (const side of sides) {
      if (supervisor.failure === null) queues[side].flush();
      else queues[side].clear();
    }
  }

  const isAtRest = (streamId: string) =>
    !supervisor.isBusy(streamId) && underWay(streamId).length === 0;

  function noteRest(streamId: string): void {
    if (!isAtRest(streamId)) return;
    writes.forget(streamId);
    for (const listener of restListeners) listener(streamId);
  }

  function isQuiet(): boolean {
    return supervisor.busy === 0 && sides.every((side) => queues[side].size === 0);
  }

  function onQuiet(): void {
    flush();
    if (!isQuiet()) return;
    for (const wake of waiters.splice(0)) wake();
  }

  supervisor.onIdle(noteRest);
  supervisor.onQuiet(onQuiet);
  for (const side of sides) {
    queues[side].onEmpty(onQuiet);
    queues[side].onDropped(noteRest);
  }

  return {
    post: supervisor.post,
    ask: supervisor.ask,
    turns: supervisor.turns,
    beginReading: seals.begin,
    isQuiet,
    isIdle: isQuiet,
    isAtRest,
    underWay,
    isWritingTo: (side) => queues[side].isWriting(null),
    async quiet() {
      while (!isQuiet()) {
        await new Promise<void>((wake) => waiters.push(wake));
      }
      if (supervisor.failure !== null) throw supervisor.failure satisfies SyncError;
    },
    takeUnsettled: unsettled.take,
    failure: () => supervisor.failure,
    onRest: (listener) => listening(restListeners, listener),
    onBranch: (listener) => listening(branchListeners, listener),
  };
}

function listening<Listener>(to: Set<Listener>, listener: Listener): () => void {
  to.add(listener);
  return () => void to.delete(listener);
}
