import type { TaskCommand } from "@/domain/decide/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import { editTime } from "@/domain/edit_time.ts";
import { evolve } from "@/domain/evolve.ts";
import { invariant } from "@/domain/invariant.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import type { TaskLink, TaskRef } from "@/domain/links.ts";
import type { Patch } from "@/domain/push.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import { decideWith } from "@/engine/decide.ts";
import type { Envelope, SideTask, TaskMessage } from "@/engine/message.ts";
import { withoutOvertaken } from "@/engine/overtaken_readings.ts";
import type { Seals } from "@/engine/seals.ts";
import { loadPair } from "@/engine/pair_loader.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import type { PushOrder, Rank } from "@/ports/push_queue.ts";
import type { PairSnapshots } from "@/ports/pair_snapshots.ts";

/** One decision that is in the log. */
export interface StoredStep {
  readonly before: PairState;
  readonly events: readonly TaskEvent[];
  readonly after: PairState;
}

type Resend = Extract<TaskMessage, { type: "Resend" }>;
type Look = Extract<TaskCommand, { type: "Look" }>;

export interface ActorDeps {
  readonly store: EventStore<SyncEvent>;
  /** Left out: every load folds the whole stream. */
  readonly snapshots?: PairSnapshots;
  readonly policy: () => RunPolicy;
  /** What the log has of a task that another one depends on. */
  readonly link: (task: TaskRef) => TaskLink;
  /** What has to be ready before the message can be decided on; `null`: nothing. */
  readonly prepare?: (state: PairState, message: TaskMessage) => Promise<void> | null;
  /** `owner`: the task whose message asked for it. */
  readonly dispatch: (push: PushOrder, owner: string) => void;
  /** Somebody has just touched the task: what waits of it goes first. */
  readonly hurry: (streamId: string) => void;
  /** A push that is not wanted any more, if it has not begun. */
  readonly cancel: (streamId: string, side: Side) => void;
  /** Sides to which a write of this task waits or is being carried out. */
  readonly underWay: (streamId: string) => readonly Side[];
  /** An update of that Vikunja task is about to be asked for: what it goes by may be read while it is put into the log. */
  readonly readAhead?: (vikunjaId: number, patch: Patch) => void;
  /** Whether a write of this task to that side is being carried out. */
  readonly isWriting: (streamId: string, side: Side) => boolean;
  readonly seals: Seals;
  /** Told of every stored step: for progress, summaries and followers. */
  readonly onStored: (step: StoredStep) => void;
}

export interface Actor {
  readonly state: PairState | null;
  /** Handles one message whole: decide, append, then act. The caller sends the next only after. */
  handle(envelope: Pick<Envelope, "message" | "posted">): Promise<void>;
  /** An event that others stored in its turn, as the one after `version`: the stream need not be read again. */
  noteStored(version: number, event: TaskEvent): void;
  /** Forgets what it knows; the next message reads the stream again. */
  restart(): void;
}

/**
 * Owner of one stream. Invariants: one message at a time; nothing is acted on before it is in the
 * log; the state in memory is the fold of the stream up to its version.
 */
export function createActor(streamId: string, deps: ActorDeps): Actor {
  let state: PairState | null = null;
  let isHandling = false;
  let rank: Rank = "later";
  /** Requests of pushes that were made here and of which no attempt can have been carried out. */
  const untouched = new Map<Side, number>();
  const load = (id: string) => loadPair(id, deps.store, deps.snapshots ?? null);

  async function handle({ message, posted }: Pick<Envelope, "message" | "posted">): Promise<void> {
    invariant(!isHandling, "a task's messages are handled one at a time");
    isHandling = true;
    rank = posted.rank ?? "later";
    try {
      if (state?.version !== deps.store.streamVersion(streamId)) state = load(streamId);
      if (message.type === "Resend") await resend(state, message);
      else if (message.type === "Look" && posted.readAt !== undefined) {
        await lookSince(state, message, { ...posted, readAt: posted.readAt });
      } else await decideOn(state, message);
      if (rank === "now") deps.hurry(streamId);
    } finally {
      isHandling = false;
    }
  }

  async function lookSince(
    before: PairState,
    look: Look,
    { readAt, onOvertaken }: Envelope["posted"] & { readonly readAt: number },
  ): Promise<void> {
    const { left, overtaken } = withoutOvertaken(before, look, { ...deps, readAt });
    if (left !== null) await decideOn(before, left);
    for (const { side } of left?.readings ?? []) deps.seals.seal(streamId, side, "look");
    for (const { side, reading } of overtaken) {
      onOvertaken?.({ streamId, side, id: reading.id } satisfies SideTask);
    }
  }

  async function decideOn(before: PairState, command: TaskCommand): Promise<void> {
    const preparing = deps.prepare?.(before, command) ?? null;
    if (preparing !== null) await preparing;
    try {
      await decideAndStore(before, command);
    } catch (thrown) {
      const instead = isLinkTaken(thrown) ? withoutLink(command) : null;
      if (instead === null) throw thrown;
      await decideAndStore(before, instead);
    }
  }

  async function decideAndStore(before: PairState, command: TaskCommand): Promise<void> {
    const lookups = { link: deps.link, pair: load, underWay: deps.underWay(streamId) };
    const steps = decideWith(before, command, deps.policy(), lookups)
      .filter(({ events }) => events.length > 0);
    if (steps.length === 0) return;
    for (const { events } of steps) letGo(events);
    const stored = steps.map(({ before, events }): StoredStep => ({
      before,
      events,
      after: events.reduce(evolve, before),
    }));
    if (rank === "now") { for (const step of stored) readAhead(step); }
    const inLog = await deps.store.append(
      steps.map(({ before, events }): StreamAppend<SyncEvent> => ({
        streamId: before.streamId,
        expectedVersion: before.version,
        events,
      })),
    );
    checkStored(stored, inLog);
    for (const step of stored) {
      if (step.before === before) state = step.after;
      act(step);
    }
    for (const step of stored) deps.onStored(step);
  }

  function readAhead({ before, after }: StoredStep): void {
    const { vikunjaId, vikunja: { pending } } = after;
    const isNew = pending !== null && pending.request > before.version;
    if (!isNew || pending.push.kind !== "update" || vikunjaId === null) return;
    if (deps.underWay(after.streamId).includes("vikunja")) return;
    deps.readAhead?.(vikunjaId, pending.push.patch);
  }

  /** Before it is in the log: who sees there that a task is nobody's is not to take an old reading for a new task. */
  function letGo(events: readonly TaskEvent[]): void {
    for (const event of events) {
      if (event.type === "TaskUnlinked") deps.seals.letGo(event.data.vikunjaId);
    }
  }

  function act({ before, events, after }: StoredStep): void {
    for (const event of events) if (event.type === "PushFailed") noteFailed(event.data);
    for (const side of sides) {
      const { pending } = after[side];
      if (pending !== null && pending.request > before.version) send(after, side, pending, false);
      else if (pending === null && before[side].pending !== null) {
        deps.cancel(after.streamId, side);
      } else if (pending?.dead === true && before[side].pending?.dead === false) {
        deps.cancel(after.streamId, side);
      } else if (pending?.dead === false && before.outside !== null && after.outside === null) {
        // A create that may have arrived, and waited for this.
        if (!deps.underWay(after.streamId).includes(side)) send(after, side, pending, true);
      }
    }
  }

  function noteFailed({ side, untried, unwritten }: Failed): void {
    if (untried !== true && unwritten !== true) untouched.delete(side);
  }

  async function resend(before: PairState, { side, evenDead }: Resend): Promise<void> {
    if (before[side].pending === null || deps.underWay(streamId).includes(side)) return;
    const { selection, directions } = deps.policy();
    if (before.outside !== null || selection !== undefined || directions !== undefined) {
      await decideOn(before, { type: "CheckSettings" });
    }
    const current = state ?? before;
    const { pending } = current[side];
    if (current.outside !== null || pending === null || pending.dead && evenDead !== true) return;
    send(current, side, pending, untouched.get(side) !== pending.request);
  }

  function send(from: PairState, side: Side, pending: PendingPush, mayHaveHappened: boolean) {
    if (mayHaveHappened) untouched.delete(side);
    else untouched.set(side, pending.request);
    const { vikunjaId } = from;
    const linkedComments = from.comments.map(({ commentId, entry }) =>
      side === "vikunja" ? commentId : entry
    );
    const editedAt = editTime(from, side, pending);
    deps.dispatch({
      streamId: from.streamId,
      side,
      vikunjaId,
      pending,
      mayHaveHappened,
      linkedComments,
      editedAt,
      unsureCreates: from[side].unsureCreates,
      unsureComments: from[side].unsureComments,
      rank,
    }, streamId);
  }

  return {
    get state() {
      return state;
    },
    handle,
    noteStored(version, event) {
      if (state?.version === version) state = evolve(state, event);
    },
    restart() {
      state = null;
      untouched.clear();
    },
  };
}

type Failed = Extract<TaskEvent, { readonly type: "PushFailed" }>["data"];

/** Each state in memory is the fold of its stream up to what was stored just now. */
function checkStored(
  steps: readonly StoredStep[],
  inLog: readonly { readonly streamId: string; readonly version: number }[],
): void {
  let end = 0;
  for (const { events, after } of steps) {
    end += events.length;
    const last = inLog[end - 1];
    const isFold = last?.streamId === after.streamId && last.version === after.version;
    invariant(isFold, "what is acted on is in the log");
  }
}

function isLinkTaken(error: unknown): boolean {
  return error instanceof SyncError && error.code === "LINK_TAKEN";
}

/**
 * What is left of a message whose Vikunja task belongs to another stream: a link is not made, and what a
 * create found there is not taken, but asked for anew. `null`: it has no link.
 */
function withoutLink(command: TaskCommand): TaskCommand | null {
  if (command.type === "Look" && command.link !== undefined) {
    return { type: "Look", readings: command.readings };
  }
  if (command.type !== "ConfirmPush") return null;
  const { side, request } = command;
  const message = `task ${command.reading.id} belongs to another one`;
  return { type: "FailPush", side, request, code: "LINK_TAKEN", message, retryAt: null };
}

/** Whether the same message can succeed on a fresh reading of the stream. */
export function isRace(error: unknown): boolean {
  return error instanceof SyncError && error.code === "VERSION_CONFLICT";
}
