import { evolveClaim } from "@/domain/claim.ts";
import { spanOf } from "@/domain/clock.ts";
import type { EditTime } from "@/domain/span.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { jsonEqual } from "@/domain/json.ts";
import { confirmPush } from "@/domain/confirm.ts";
import { settleConflicts, withBase } from "@/domain/agree.ts";
import { afterConfirmed, afterDropped, afterLook } from "@/domain/shown_claim.ts";
import { emptyPair, type PairState, type SideState, unseen, withSide } from "@/domain/state.ts";
import { isGivenUp } from "@/domain/given_up.ts";
import { isUnsure, rememberUnsure } from "@/domain/unsure.ts";
import { sidesSeen } from "@/domain/rejected.ts";
import { type Field, mergedFields } from "@/domain/fields.ts";
import { sides, type Task } from "@/domain/task.ts";

const changing: ReadonlySet<TaskEvent["type"]> = new Set(
  ["TaskObserved", "TaskGone", "TaskUnlinked", "OccurrenceFinished", "OccurrenceReopened"] as const,
);

const nothingRefused = { refused: null, reasons: [], leftOut: [] };

/** The next state; total: an event that was stored always applies. */
export function evolve(before: PairState, event: TaskEvent): PairState {
  const version = before.version + 1;
  const taskVersion = changesTask(event.type) ? version : before.taskVersion;
  const state = { ...before, version, taskVersion };
  switch (event.type) {
    case "TaskObserved":
      return observe(state, event.data);
    case "TaskGone":
      return withSide(state, event.data.side, {
        presence: event.data.how,
        changedAt: event.data.changedAt,
        ...(event.data.task === undefined ? {} : { task: event.data.task }),
        wentOutside: state.outside !== null,
      });
    case "DeletionHeld":
      return withSide(state, event.data.side, { held: "held" });
    case "DeletionReleased": {
      const isWanted = event.data.because === "bring back";
      return withSide(state, event.data.side, { held: isWanted ? "wanted" : null });
    }
    case "TaskWithdrawn":
      return withSide(state, event.data.side, {
        presence: "withdrawn",
        withdrawn: event.data.reason,
      });
    case "TaskDeselected":
      return { ...state, outside: event.data.because };
    case "TaskSelected":
      return { ...state, outside: null };
    case "TaskLinked":
      return {
        ...state,
        vikunjaId: event.data.vikunjaId,
        notedLink: event.data.because === "link hint" ? event.data.vikunjaId : state.notedLink,
      };
    case "TaskUnlinked":
      return {
        ...withSide(state, "taskwarrior", { base: {}, replaced: {}, ...nothingRefused }),
        vikunjaId: null,
        vikunja: unseen,
        comments: [],
      };
    case "TaskMerged": {
      const { base, comments } = event.data;
      return {
        ...state,
        taskwarrior: withBase(state.taskwarrior, base.taskwarrior),
        vikunja: withBase(state.vikunja, base.vikunja),
        comments: comments ?? state.comments,
        conflicts: settleConflicts(state.conflicts, { ...base.taskwarrior, ...base.vikunja }),
      };
    }
    case "ConflictResolved": {
      const { conflictId, field, kept, lost, because } = event.data;
      const open = { id: conflictId, field, kept, lost, because, settled: false };
      return { ...state, conflicts: [...state.conflicts, open] };
    }
    case "ConflictPicked":
      return picked(state, event.data);
    case "PushRequested":
      return withSide(state, event.data.side, {
        unsureSince: null,
        pending: {
          request: state.version,
          push: event.data.push,
          source: event.data.source,
          requestedAt: event.data.requestedAt,
          settles: event.data.settles ?? null,
          unsureSince: state[event.data.side].unsureSince,
          attempts: 0,
          unsureAttempts: 0,
          dead: false,
          isTold: false,
        },
      });
    case "PushConfirmed":
      return confirmed(state, event.data);
    case "PushDropped":
      return dropPush(state, event.data);
    case "PushFailed": {
      const { side, attempt, untried, unwritten } = event.data;
      const pending = state[side].pending;
      if (pending === null) return state;
      const dead = isGivenUp(event.data);
      const unsureAttempts = pending.unsureAttempts + (untried || unwritten ? 0 : 1);
      return withSide(state, side, {
        pending: { ...pending, attempts: attempt, unsureAttempts, dead, isTold: true },
      });
    }
    case "OccurrenceFinished":
      return { ...state, finished: event.data };
    case "OccurrenceReopened":
      return {
        ...withSide(state, "taskwarrior", { base: {}, replaced: {}, ...nothingRefused }),
        vikunja: unseen,
        finished: null,
      };
    case "PartsLeftOut": {
      const { side, parts } = event.data;
      const { refused, reasons } = state[side];
      const isOver = parts.length === 0;
      return withSide(state, side, {
        leftOut: parts,
        refused: isOver ? null : refused,
        reasons: isOver ? [] : reasons,
      });
    }
    case "MessageRejected": {
      const seen = sidesSeen(event.data.message);
      return {
        ...state,
        rejected: sides.filter((side) => [...state.rejected, ...seen].includes(side)),
      };
    }
    case "RejectionsSettled":
      return {
        ...state,
        rejected: state.rejected.filter((side) => !event.data.sides.includes(side)),
      };
    case "ClaimMirrored": {
      const isOver = event.data.token === null && event.data.assignee === null;
      return { ...state, shown: isOver ? null : event.data };
    }
    case "TaskClaimed":
    case "ClaimRenewed":
    case "ClaimReleased":
      return { ...state, claim: evolveClaim(state.claim, event) };
  }
}

/** Of one task no more picks can be taken back. */
const mostPicked = 20;

function picked(
  state: PairState,
  { conflictId, side, takenBack }: Extract<TaskEvent, { type: "ConflictPicked" }>["data"],
): PairState {
  const isIt = ({ id }: { readonly id: string }) => id === conflictId;
  const before = state.picked.find(({ conflict }) => isIt(conflict));
  const conflict = before?.conflict ?? state.conflicts.find(isIt);
  const others = {
    conflicts: state.conflicts.filter((each) => !isIt(each)),
    picked: state.picked.filter((each) => each !== before),
  };
  if (conflict === undefined) return state;
  return takenBack === true
    ? { ...state, ...others, conflicts: [...others.conflicts, { ...conflict, settled: true }] }
    : { ...state, ...others, picked: [...others.picked, { conflict, side }].slice(-mostPicked) };
}

/** Whether such an event gives the task a new version, as `--if-version` compares it. */
function changesTask(type: TaskEvent["type"]): boolean {
  return changing.has(type);
}

/** A task's stream, folded; events of the log as a whole have no place in it. */
export function fold(streamId: string, events: Iterable<SyncEvent>): PairState {
  let state = emptyPair(streamId);
  for (const event of events) state = evolve(state, event as TaskEvent);
  return state;
}

function observe(
  known: PairState,
  seen: Extract<TaskEvent, { type: "TaskObserved" }>["data"],
): PairState {
  const state = withoutMoved(known, seen);
  const before = state[seen.side];
  const next = withSide(state, seen.side, {
    presence: "present",
    id: seen.id,
    task: seen.task,
    extra: seen.extra,
    changedAt: seen.changedAt,
    seenAtVersion: state.version,
    readOnly: seen.readOnly ?? null,
    places: { ...before.places, ...seen.places },
    isTaken: seen.isTaken ?? before.isTaken,
    wentOutside: false,
    withdrawn: null,
    held: null,
    editedAt: editTimes(before, seen.task, editTime(seen)),
  });
  return seen.side === "vikunja" ? { ...next, shown: afterLook(next.shown, next.vikunja) } : next;
}

/** What is kept elsewhere from now on was never agreed on there: that it is not there yet is nobody's edit. */
function withoutMoved(
  state: PairState,
  { side, places = {} }: Extract<TaskEvent, { type: "TaskObserved" }>["data"],
): PairState {
  const before = state[side].places;
  const moved = Object.keys(places).filter((field) =>
    before[field] !== undefined && before[field] !== places[field]
  );
  if (moved.length === 0) return state;
  return sides.reduce((next, each) => {
    const kept = Object.entries(next[each].base).filter(([field]) => !moved.includes(field));
    return withSide(next, each, { base: Object.fromEntries(kept) });
  }, state);
}

function editTime(
  { changedAt, changedWithin }: Extract<TaskEvent, { type: "TaskObserved" }>["data"],
): EditTime {
  return changedWithin ?? { ...spanOf(changedAt), clock: "server" };
}

function editTimes(before: SideState, task: Task, at: EditTime): SideState["editedAt"] {
  const times: Partial<Record<Field, EditTime>> = {};
  for (const field of mergedFields) {
    if (task[field] === undefined) continue;
    if (field in before.base && jsonEqual(task[field], before.base[field])) continue;
    const known = before.task !== null && jsonEqual(task[field], before.task[field]);
    times[field] = (known ? before.editedAt[field] : undefined) ?? at;
  }
  return times;
}

function confirmed(
  before: PairState,
  answer: Extract<TaskEvent, { type: "PushConfirmed" }>["data"],
): PairState {
  const state = confirmPush(before, answer);
  if (answer.side !== "vikunja") return state;
  const refused = afterConfirmed(state.shown, answer.lacks?.assignment ?? { add: [], remove: [] });
  return { ...state, shown: afterLook(refused, state.vikunja) };
}

/** What failed may have arrived nevertheless; what takes its place has to know. */
function dropPush(
  state: PairState,
  { side, maybeSent }: Extract<TaskEvent, { type: "PushDropped" }>["data"],
): PairState {
  const { pending: asked, unsureSince } = state[side];
  if (asked === null) return state;
  const pending = maybeSent === true
    ? { ...asked, unsureAttempts: Math.max(1, asked.unsureAttempts) }
    : asked;
  const since = pending.unsureSince ?? (isUnsure(pending) ? pending.requestedAt : null);
  const shown = side === "vikunja" ? afterDropped(state.shown, state.vikunja) : state.shown;
  const dropped = { ...state, shown };
  return withSide(dropped, side, {
    ...rememberUnsure(state[side], pending),
    pending: null,
    unsureSince: unsureSince ?? since,
  });
}
