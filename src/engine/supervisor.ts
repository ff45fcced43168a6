import type { TaskCommand } from "@/domain/decide/commands.ts";
import { asSyncError, type ErrorCode, SyncError } from "@/domain/errors.ts";
import { type Actor, type ActorDeps, createActor, isRace } from "@/engine/actor.ts";
import { createMailboxes } from "@/engine/mailboxes.ts";
import type { Envelope, Posted, TaskMessage } from "@/engine/message.ts";
import { createTakeTurns, type TaskTurns, type Turn } from "@/engine/turns.ts";
import type { Rank } from "@/ports/push_queue.ts";

export interface SupervisorOptions {
  /** Messages that may wait for one task. */
  readonly mailboxCapacity: number;
  /** Tasks kept in memory while nothing is going on with them. */
  readonly idleActors: number;
  /** Tries of one message before it goes to the dead letters. */
  readonly maxTries: number;
  /** Wait before try n (from 1) of a message that failed, in milliseconds. */
  readonly backoffMs: (attempt: number) => number;
  readonly delay: (ms: number) => Promise<void>;
}

interface Supervisor {
  /** @throws {SyncError} `MAILBOX_FULL`; or what made the engine stop. */
  post(streamId: string, message: TaskMessage, posted?: Posted): void;
  /**
   * Like `post`, but never refused for want of room: the answer to a push of the task itself.
   * @throws {SyncError} what made the engine stop.
   */
  answer(streamId: string, message: TaskMessage, rank: Rank): void;
  /** Like `post`, and resolves when the message is handled; rejects with what refused it. */
  ask(streamId: string, message: TaskMessage, posted?: Posted): Promise<void>;
  /** Claims: each is one message of its task, and none of `busy`. */
  readonly turns: TaskTurns;
  /** Whether a message of this task, or a turn, waits or is being handled. */
  isBusy(streamId: string): boolean;
  /** Messages waiting or being handled. */
  readonly busy: number;
  /** Tasks kept in memory. */
  readonly actors: number;
  /** Called each time `busy` falls to 0. */
  onQuiet(listener: () => void): void;
  /** Called each time the last message of a task was handled. */
  onIdle(listener: (streamId: string) => void): void;
  /** What stopped the engine as a whole (disk full, log damaged, not ours any more); `null` while it runs. */
  readonly failure: SyncError | null;
}

const fatal: readonly ErrorCode[] = ["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER", "FENCED"];
/** Tasks kept in memory until a write of theirs is answered: what was decided on first is mostly answered first. */
const mostAwaiting = 500;
/** Somebody else appending to the same stream each time would be a fault of its own. */
const maxRaces = 100;

/**
 * Makes an actor for each task that gets a message, restarts one that fails, and lets idle ones go.
 * Invariants: at most one message of a stream is being handled; a failing task holds no other up; a message is
 * handled, refused to its sender, or in the dead letters, never lost.
 */
export function createSupervisor(deps: ActorDeps, options: SupervisorOptions): Supervisor {
  const working = new Map<string, Actor>();
  const idle = new Map<string, Actor>();
  const quietListeners: (() => void)[] = [];
  const idleListeners: ((streamId: string) => void)[] = [];
  const mailboxes = createMailboxes<Envelope | Turn>({
    capacity: options.mailboxCapacity,
    handle: (streamId, item) => "work" in item ? item.work() : handle(streamId, item),
    onHandled(streamId, item, isLast) {
      if (isLast) rest(streamId);
      if (!("work" in item)) leave();
    },
  });
  let busy = 0;
  let failure: SyncError | null = null;

  function post(
    streamId: string,
    message: TaskMessage,
    { posted = {}, reply = null }: Partial<Pick<Envelope, "posted" | "reply">>,
  ): void {
    put(() => mailboxes.post(streamId, { message, posted, reply }));
  }

  /** Counted before, as it begins at once; not where it is refused. */
  function put(into: () => void): void {
    if (failure !== null) throw failure;
    busy++;
    try {
      into();
    } catch (thrown) {
      busy--;
      throw thrown;
    }
  }

  async function handle(streamId: string, envelope: Envelope): Promise<void> {
    await deliver(streamId, actorOf(streamId), envelope);
    envelope.posted.onHandled?.();
  }

  function actorOf(streamId: string): Actor {
    const known = working.get(streamId);
    if (known !== undefined) return known;
    const actor = idle.get(streamId) ?? createActor(streamId, deps);
    idle.delete(streamId);
    working.set(streamId, actor);
    return actor;
  }

  function rest(streamId: string): void {
    const actor = working.get(streamId);
    const isAwaited = working.size <= mostAwaiting && deps.underWay(streamId).length > 0;
    if (actor !== undefined && !isAwaited) passivate(streamId, actor);
    for (const listener of idleListeners) listener(streamId);
  }

  /** The one that had nothing to do for longest goes first. */
  function passivate(streamId: string, actor: Actor): void {
    working.delete(streamId);
    idle.set(streamId, actor);
    for (const oldest of idle.keys()) {
      if (idle.size <= options.idleActors) return;
      idle.delete(oldest);
    }
  }

  function leave(): void {
    busy--;
    if (busy === 0) { for (const listener of quietListeners) listener(); }
  }

  async function deliver(streamId: string, actor: Actor, envelope: Envelope): Promise<void> {
    for (let attempt = 1;; attempt++) {
      if (failure !== null) return envelope.reply?.reject(failure);
      try {
        await actor.handle(envelope);
        return envelope.reply?.resolve();
      } catch (thrown) {
        actor.restart();
        const error = asSyncError(thrown);
        if (fatal.includes(error.code)) failure = error;
        else if (isRace(thrown) && attempt < maxRaces) continue;
        else if (error.code !== "INTERNAL" && envelope.reply !== null) {
          return envelope.reply.reject(error);
        } else if (attempt >= options.maxTries) {
          return await reject(streamId, actor, envelope, error);
        } else await options.delay(options.backoffMs(attempt));
      }
    }
  }

  /** Dead letter: recorded in the task's own stream, so that it can be looked at and sent again. */
  async function reject(
    streamId: string,
    actor: Actor,
    envelope: Envelope,
    error: SyncError,
  ): Promise<void> {
    const command: TaskCommand = {
      type: "RejectMessage",
      message: textOf(envelope.message),
      code: error.code,
      reason: error.message,
    };
    for (let attempt = 1;; attempt++) {
      try {
        await actor.handle({ message: command, posted: {} });
        break;
      } catch (thrown) {
        actor.restart();
        if (isRace(thrown) && attempt < maxRaces) continue;
        failure ??= unrecorded(streamId, asSyncError(thrown));
        break;
      }
    }
    envelope.reply?.reject(error);
  }

  return {
    post: (streamId, message, posted = {}) => post(streamId, message, { posted }),
    answer: (streamId, message, rank) =>
      put(() => mailboxes.postAnswer(streamId, { message, posted: { rank }, reply: null })),
    ask: (streamId, message, posted = {}) =>
      new Promise((resolve, reject) =>
        post(streamId, message, { posted, reply: { resolve, reject } })
      ),
    turns: {
      take: createTakeTurns(mailboxes.post),
      noteStored: (streamId, version, event) =>
        (working.get(streamId) ?? idle.get(streamId))?.noteStored(version, event),
    },
    isBusy: mailboxes.isBusy,
    get busy() {
      return busy;
    },
    get actors() {
      return working.size + idle.size;
    },
    onQuiet: (listener) => void quietListeners.push(listener),
    onIdle: (listener) => void idleListeners.push(listener),
    get failure() {
      return failure;
    },
  };
}

const longestText = 64 * 1024;

/** Of a large one what tells which task to look at again: what it showed is still on the sides. */
function textOf(message: TaskMessage): string {
  const text = JSON.stringify(message);
  if (text.length <= longestText) return text;
  const readings = message.type === "Look" ? message.readings : [];
  return JSON.stringify({
    type: message.type,
    ...(message.type === "Look" && message.link !== undefined ? { link: message.link } : {}),
    ...(readings.length === 0 ? {} : {
      readings: readings.map(({ side, reading: { kind, id } }) => ({
        side,
        reading: { kind, id },
      })),
    }),
    shortened: true,
  });
}

function unrecorded(streamId: string, cause: SyncError): SyncError {
  if (fatal.includes(cause.code)) return cause;
  return new SyncError("INTERNAL", `Cannot record a dead letter of task ${streamId}`, { cause });
}
