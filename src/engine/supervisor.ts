import type { TaskCommand } from "@/domain/commands.ts";
import { asSyncError, type ErrorCode, SyncError } from "@/domain/errors.ts";
import { type Actor, type ActorDeps, createActor, isRace } from "@/engine/actor.ts";
import { createMailbox, type Mailbox } from "@/engine/mailbox.ts";
import type { Envelope, TaskMessage } from "@/engine/message.ts";

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

export interface Supervisor {
  /** @throws {SyncError} `MAILBOX_FULL`; or what made the engine stop. */
  post(streamId: string, message: TaskMessage): void;
  /** Like `post`, and resolves when the message is handled; rejects with what refused it. */
  ask(streamId: string, message: TaskMessage): Promise<void>;
  /** Messages waiting or being handled. */
  readonly busy: number;
  /** Called each time `busy` falls to 0. */
  onQuiet(listener: () => void): void;
  /** What stopped the engine as a whole (disk full, log damaged); `null` while it runs. */
  readonly failure: SyncError | null;
}

interface Owner {
  readonly actor: Actor;
  readonly mailbox: Mailbox<Envelope>;
  running: boolean;
}

const fatal: readonly ErrorCode[] = ["DISK_FULL", "LOG_DAMAGED", "LOG_NEWER"];

/**
 * Makes an actor for each task that gets a message, restarts one that fails, and lets idle ones go.
 * Invariants: at most one loop runs per stream; a failing task holds no other up; a message is
 * handled, refused to its sender, or in the dead letters, never lost.
 */
export function createSupervisor(deps: ActorDeps, options: SupervisorOptions): Supervisor {
  const owners = new Map<string, Owner>();
  const quietListeners: (() => void)[] = [];
  let busy = 0;
  let failure: SyncError | null = null;

  function post(streamId: string, message: TaskMessage, reply: Envelope["reply"] = null): void {
    if (failure !== null) throw failure;
    const owner = ownerOf(streamId);
    owner.mailbox.post({ message, reply });
    busy++;
    if (owner.running) return;
    owner.running = true;
    void run(streamId, owner);
  }

  function ownerOf(streamId: string): Owner {
    const known = owners.get(streamId);
    if (known !== undefined) {
      owners.delete(streamId);
      owners.set(streamId, known);
      return known;
    }
    const owner: Owner = {
      actor: createActor(streamId, deps),
      mailbox: createMailbox(streamId, options.mailboxCapacity),
      running: false,
    };
    owners.set(streamId, owner);
    passivate();
    return owner;
  }

  function passivate(): void {
    if (owners.size <= options.idleActors) return;
    for (const [streamId, owner] of owners) {
      if (owners.size <= options.idleActors) return;
      if (!owner.running) owners.delete(streamId);
    }
  }

  async function run(streamId: string, owner: Owner): Promise<void> {
    for (let next = owner.mailbox.take(); next !== undefined; next = owner.mailbox.take()) {
      await deliver(streamId, owner.actor, next);
      if (owner.mailbox.size === 0) owner.running = false;
      leave();
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
        await actor.handle(envelope.message);
        return envelope.reply?.resolve();
      } catch (thrown) {
        actor.restart();
        const error = asSyncError(thrown);
        if (fatal.includes(error.code)) failure = error;
        else if (isRace(thrown) && attempt < 100) continue;
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
      message: JSON.stringify(envelope.message),
      code: error.code,
      reason: error.message,
    };
    try {
      await actor.handle(command);
    } catch (thrown) {
      failure ??= new SyncError("INTERNAL", `Cannot record a dead letter of task ${streamId}`, {
        cause: thrown,
      });
    }
    envelope.reply?.reject(error);
  }

  return {
    post: (streamId, message) => post(streamId, message),
    ask: (streamId, message) =>
      new Promise((resolve, reject) => post(streamId, message, { resolve, reject })),
    get busy() {
      return busy;
    },
    onQuiet: (listener) => void quietListeners.push(listener),
    get failure() {
      return failure;
    },
  };
}
