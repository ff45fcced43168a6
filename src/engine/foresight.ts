import { asWritten, commentsMade } from "@/domain/decide/as_written.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import type { TaskLink, TaskRef } from "@/domain/links.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";
import { decideWith } from "@/engine/decide.ts";
import type { TaskMessage } from "@/engine/message.ts";

interface Foreseeing {
  readonly policy: RunPolicy;
  readonly link: (task: TaskRef) => TaskLink;
  readonly pair: (streamId: string) => PairState;
}

/** A write on one side asks for one on the other, and may name the link after it: more means that it goes to and fro. */
const mostWrites = 6;

/**
 * The steps that a message would lead to if each side took what it is asked for: decided as if it were so, and nothing
 * of it is stored.
 * @throws {SyncError} what would refuse the message.
 */
export function foresee(
  before: PairState,
  message: TaskMessage,
  { policy, ...lookups }: Foreseeing,
): readonly StoredStep[] {
  const steps: StoredStep[] = [];
  let state = before;
  let written = new Set(sides.flatMap((side) => before[side].pending?.request ?? []));

  function decide(command: TaskCommand): void {
    const decided = decideWith(state, command, policy, { ...lookups, underWay: [] })
      .map(({ before, events }) => ({ before, events, after: events.reduce(evolve, before) }));
    steps.push(...decided.map(withoutWithdrawn));
    state = decided.find((step) => step.before === state)?.after ?? state;
  }

  if (message.type === "Resend") {
    decide({ type: "CheckSettings" });
    const { pending } = state[message.side];
    if (state.outside !== null || pending === null) return steps;
    steps.push({ before: state, events: [requested(message.side, pending)], after: state });
    written = new Set([...written].filter((request) => request !== pending.request));
  } else decide(message);
  for (let write = 0; write < mostWrites; write++) {
    const side = sides.find((each) => isToBeWritten(state[each].pending, written));
    const pending = side === undefined ? null : state[side].pending;
    if (side === undefined || pending === null) break;
    written.add(pending.request);
    decide({
      type: "ConfirmPush",
      side,
      request: pending.request,
      reading: asWritten(state, side, pending, policy.now),
      comments: commentsMade(pending),
      leftOut: [],
    });
  }
  return steps;
}

function isToBeWritten(pending: PendingPush | null, written: ReadonlySet<number>): boolean {
  return pending !== null && !written.has(pending.request);
}

/** What is asked for and dropped within one decision is never written. */
function withoutWithdrawn(step: StoredStep): StoredStep {
  const { before, after } = step;
  const events = step.events.filter((event, at) =>
    event.type !== "PushRequested" ||
    after[event.data.side].pending?.request === before.version + at + 1
  );
  return { ...step, events };
}

function requested(
  side: Side,
  { push, source, requestedAt }: PendingPush,
): Extract<TaskEvent, { type: "PushRequested" }> {
  return { type: "PushRequested", data: { side, push, source, requestedAt } };
}
