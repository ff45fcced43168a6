import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import type { OperationKind } from "@/domain/operation.ts";
import type { OperationOrigin } from "@/domain/operation_origin.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import { inOneGo, type Steps } from "@/domain/steps.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { type Side, sides } from "@/domain/task.ts";
import { applyEvent } from "@/projections/operations/apply_event.ts";
import {
  type OperationDraft,
  type Started,
  startOperation,
  type StreamOperation,
} from "@/projections/operations/operation_draft.ts";
import type { FoldStep, TaskEventAt } from "@/projections/operations/fold_step.ts";
import { createSureness } from "@/projections/operations/sureness.ts";
import { createRequestOwners } from "@/projections/operations/request_owners.ts";

/** The operations of one task, oldest first; pure. */
export function streamOperations(
  streamId: string,
  events: readonly StoredEvent<SyncEvent>[],
): readonly StreamOperation[] {
  return inOneGo(lastOperations(streamId, events)).operations;
}

/** The last operations of a stream: all that begin behind that position; 0: there are no others. */
export interface StreamEnd {
  readonly operations: readonly StreamOperation[];
  readonly surePast: number;
}

/** `events`: the stream, or its end: then those that begin behind `surePast`, and no others, are as the whole tells them. */
export function* lastOperations(
  streamId: string,
  events: readonly StoredEvent<SyncEvent>[],
): Steps<StreamEnd> {
  const all: OperationDraft[] = [];
  const owners = createRequestOwners();
  const claims = new Map<number, OperationDraft>();
  const requests = new Map<number, OperationDraft>();
  const start = (events[0]?.version ?? 1) - 1;
  const sureness = start === 0 ? null : createSureness();
  let surePast = start === 0 ? 0 : events[0]?.position ?? 0;
  let state: PairState = { ...emptyPair(streamId), version: start };
  let current: OperationDraft | null = null;
  /** What this decision has begun. */
  let begun: OperationDraft | null = null;

  const stream = events as readonly TaskEventAt[];
  for (const [index, stored] of stream.entries()) {
    yield;
    const isWithBefore = isOneDecision(stream[index - 1], stored);
    if (!isWithBefore) {
      begun = null;
      owners.decide();
    }
    const before = state;
    state = evolve(before, stored.event);
    const begin: FoldStep["begin"] = (kind, { side, by, origin } = {}) => {
      const started = startedBy(kind, by, origin);
      const draft = begun !== null && isSame(begun, started, side, before)
        ? begun
        : startOperation(stored, started);
      if (draft !== begun) all.push(draft);
      if (side !== undefined) draft.sides.add(side);
      begun = draft;
      return draft;
    };
    const step: FoldStep = {
      stored,
      before,
      after: state,
      following: () => followingOf(stream, index),
      owners,
      claims,
      requests,
      isWithBefore,
      begun,
      current,
      begin,
    };
    const isDoubtful = sureness?.doubts(step, surePast) === true;
    // The rest of the decision goes with it.
    if (isDoubtful || isWithBefore && surePast === stream[index - 1]?.position) {
      surePast = stored.position;
    }
    const { belongs, goesOn } = applyEvent(step);
    for (const draft of belongs) draft.attach(stored, state);
    current = goesOn ?? current;
  }
  const operations = all.flatMap((draft) => draft.end() ?? [])
    .filter(({ position }) => position > surePast);
  return { operations, surePast };
}

function startedBy(
  kind: OperationKind,
  by: string | undefined,
  origin: OperationOrigin | undefined,
): Started {
  if (origin === undefined) return { kind, by };
  return { kind: origin.kind, by: origin.by ?? by, of: origin.of, move: origin.id };
}

/** What a look shows. */
const seenKinds: readonly OperationKind[] = ["edit", "link", "next date", "reach"];

/** A look at both sides is one decision, and so is all that one command comes to; what was edited on both, two. */
function isSame(
  begun: OperationDraft,
  started: Started,
  side: Side | undefined,
  before: PairState,
): boolean {
  if (seenKinds.includes(started.kind)) {
    const isLook = seenKinds.includes(begun.kind);
    const isHeld = begun.kind === "held";
    const areTwo = begun.sides.size > 0 && begun.kind === "edit" && started.kind === "edit" &&
      sides.every((each) => before[each].presence === "present");
    return isHeld || isLook && (side === undefined || !begun.sides.has(side) && !areTwo);
  }
  const { kind, by, of, move } = begun.started;
  return kind === started.kind && by === started.by && of === started.of && move === started.move;
}

/** Events of one append stand behind one another and have one time. */
function isOneDecision(before: TaskEventAt | undefined, event: TaskEventAt): boolean {
  return before !== undefined && before.position + 1 === event.position &&
    before.recordedAt === event.recordedAt;
}

const longestDecision = 40;

function followingOf(stream: readonly TaskEventAt[], index: number): readonly TaskEvent[] {
  const following: TaskEvent[] = [];
  for (let at = index + 1; at < Math.min(stream.length, index + longestDecision); at++) {
    const [before, next] = [stream[at - 1], stream[at]];
    if (next === undefined || !isOneDecision(before, next)) break;
    following.push(next.event);
  }
  return following;
}
