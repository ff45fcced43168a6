import type { Decision, TaskCommand } from "@/domain/commands.ts";
import { decide } from "@/domain/decider.ts";
import { SyncError } from "@/domain/errors.ts";
import { evolve, fold } from "@/domain/evolve.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";

/** A push that the log asks for, handed to whoever carries it out. */
export interface RequestedPush {
  readonly streamId: string;
  readonly side: Side;
  readonly vikunjaId: number | null;
  readonly pending: PendingPush;
  /** True where an earlier attempt may have arrived. */
  readonly mayHaveHappened: boolean;
}

/** One decision that is in the log. */
export interface StoredStep {
  readonly before: PairState;
  readonly events: Decision["events"];
  readonly after: PairState;
}

export interface ActorDeps {
  readonly store: EventStore<SyncEvent>;
  readonly policy: () => Policy;
  readonly dispatch: (push: RequestedPush) => void;
  /** Told of every stored step: for progress, summaries and followers. */
  readonly onStored: (step: StoredStep) => void;
}

export interface Actor {
  readonly state: PairState | null;
  /** Handles one message whole: decide, append, then act. The caller sends the next only after. */
  handle(message: TaskMessage): Promise<void>;
  /** Forgets what it knows; the next message reads the stream again. */
  restart(): void;
}

/**
 * Owner of one stream. Invariants: one message at a time; nothing is acted on before it is in the
 * log; the state in memory is the fold of the stream up to its version.
 */
export function createActor(streamId: string, deps: ActorDeps): Actor {
  let state: PairState | null = null;
  const load = (id: string) => fold(id, deps.store.readStream(id).map((stored) => stored.event));

  async function handle(message: TaskMessage): Promise<void> {
    state ??= load(streamId);
    if (message.type === "Resend") return resend(state, message.side);
    await decideAndStore(state, message);
  }

  async function decideAndStore(before: PairState, command: TaskCommand): Promise<void> {
    const policy = deps.policy();
    const own = decide(before, command, policy);
    const steps = [{ before, decision: own }];
    if (own.next !== null) {
      const next = load(own.next.streamId);
      steps.push({ before: next, decision: decide(next, own.next.command, policy) });
    }
    const stored = steps.filter((step) => step.decision.events.length > 0);
    if (stored.length === 0) return;
    await deps.store.append(stored.map(({ before, decision }): StreamAppend<SyncEvent> => ({
      streamId: before.streamId,
      expectedVersion: before.version,
      events: decision.events,
    })));
    for (const step of stored) {
      const after = step.decision.events.reduce(evolve, step.before);
      if (step.before === before) state = after;
      deps.onStored({ before: step.before, events: step.decision.events, after });
      dispatchNew(step.before, after);
    }
  }

  function dispatchNew(before: PairState, after: PairState): void {
    for (const side of sides) {
      const { pending } = after[side];
      if (pending === null || pending.request <= before.version) continue;
      send(after, side, pending, false);
    }
  }

  function resend(current: PairState, side: Side): void {
    const { pending } = current[side];
    if (pending !== null && !pending.dead) send(current, side, pending, true);
  }

  function send(from: PairState, side: Side, pending: PendingPush, mayHaveHappened: boolean) {
    const { streamId, vikunjaId } = from;
    deps.dispatch({ streamId, side, vikunjaId, pending, mayHaveHappened });
  }

  return {
    get state() {
      return state;
    },
    handle,
    restart: () => state = null,
  };
}

/** Whether the same message can succeed on a fresh reading of the stream. */
export function isRace(error: unknown): boolean {
  return error instanceof SyncError && error.code === "VERSION_CONFLICT";
}
