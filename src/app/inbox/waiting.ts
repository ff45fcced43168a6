import { byHand, isDropped, notByHand } from "@/domain/dropped.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { InboxChoice, InboxItem } from "@/ports/inbox.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { ConflictRow, HeldDeletion, PickedConflictRow } from "@/ports/operations.ts";

export type WaitingLog = Pick<
  LogQueries,
  | "conflictList"
  | "pickedConflicts"
  | "heldList"
  | "givenUpList"
  | "deadLetterList"
  | "leftOutList"
>;

/** A way out of an item, with what the task is told for it. */
export interface Way {
  readonly choice: InboxChoice;
  readonly message: TaskMessage | null;
  readonly isAsItIs: boolean;
}

/** An item as the lists of the log have it: without what is to be read of its task. */
export interface Waiting extends
  Pick<
    InboxItem,
    | "id"
    | "kind"
    | "task"
    | "title"
    | "since"
    | "why"
    | "kept"
    | "lacking"
    | "parts"
    | "missing"
    | "isAnswered"
  > {
  readonly conflict: ConflictRow | null;
  /** The side that it is about. */
  readonly side: Side | null;
  readonly ways: readonly Way[];
}

const nothingElse = {
  conflict: null,
  kept: null,
  lacking: null,
  parts: [],
  missing: [],
  isAnswered: false,
} as const;

/** Everything that waits for a person, or that one has answered and can take back. */
export function waitingIn(log: WaitingLog, answered: boolean): readonly Waiting[] {
  const all = answered
    ? [...log.pickedConflicts().map(pickedConflict), ...givenUp(log), ...leftOut(log)]
    : [
      ...log.conflictList().map(openConflict),
      ...held(log),
      ...givenUp(log),
      ...unread(log),
      ...leftOut(log),
    ];
  return all.filter(({ isAnswered }) => isAnswered === answered)
    .toSorted((a, b) => inText(b.since, a.since) || inText(a.id, b.id));
}

function inText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function ofConflict(conflict: ConflictRow) {
  const { id, task, title, kept, lost, at, because, missing } = conflict;
  const isGone = because === "missing";
  return {
    ...nothingElse,
    id,
    kind: isGone ? "missing" : "conflict",
    task,
    title,
    since: at,
    why: because,
    kept: isGone || because === "ask" ? null : kept.side,
    lacking: conflict.field === "deleted" && lost.value === null ? lost.side : null,
    side: null,
    missing,
    conflict,
  } as const;
}

function openConflict(conflict: ConflictRow): Waiting {
  const { id, kept, lost, because } = conflict;
  const pick = (side: Side): Way => ({
    choice: side,
    message: { type: "PickConflict", conflictId: id, side },
    isAsItIs: because !== "ask" && side === kept.side,
  });
  if (because === "missing") {
    const ways = [
      { ...pick(kept.side), choice: "bring back", isAsItIs: false },
      { ...pick(lost.side), choice: "let go" },
    ] as const;
    return { ...ofConflict(conflict), ways };
  }
  // What nobody may take away cannot be had.
  const canBeHad = because !== "refused" || lost.value !== null;
  return {
    ...ofConflict(conflict),
    ways: canBeHad ? [pick("taskwarrior"), pick("vikunja")] : [pick(kept.side)],
  };
}

function pickedConflict(conflict: PickedConflictRow): Waiting {
  const message = { type: "PickConflict", conflictId: conflict.id, side: null } as const;
  return {
    ...ofConflict(conflict),
    since: conflict.pickedAt,
    kept: conflict.picked,
    isAnswered: true,
    ways: [{ choice: "take back", message, isAsItIs: false }],
  };
}

export function heldId({ side, task }: Pick<HeldDeletion, "side" | "task">): string {
  return `held-${side}-${task}`;
}

function held(log: WaitingLog): readonly Waiting[] {
  return log.heldList().map(({ task, title, side, since }) => ({
    ...nothingElse,
    id: heldId({ side, task }),
    kind: "held",
    task,
    title,
    since,
    why: "very many went at once",
    lacking: side,
    side,
    ways: (["bring back", "let go"] as const).map((answer) => ({
      choice: answer,
      message: { type: "AnswerHeld", side, answer },
      isAsItIs: false,
    })),
  }));
}

function givenUp(log: WaitingLog): readonly Waiting[] {
  return log.givenUpList().map((push) => {
    const { task, title, side, action, since, error } = push;
    const isAnswered = isDropped(push);
    const retry = {
      choice: "retry",
      message: { type: "Resend", side, evenDead: true },
      isAsItIs: false,
    } as const;
    const giveUp = (because: string) => ({ type: "GiveUpPush", side, because }) as const;
    const drop = { choice: "drop", message: giveUp(byHand), isAsItIs: true } as const;
    const undrop = { choice: "take back", message: giveUp(notByHand), isAsItIs: true } as const;
    return {
      ...nothingElse,
      id: `given-up-${side}-${task}`,
      kind: "given up",
      task,
      title,
      since,
      why: error ?? "it is not tried again",
      lacking: action === "create" ? side : action === "delete" ? otherSide(side) : null,
      side,
      isAnswered,
      ways: isAnswered ? [undrop, retry] : [retry, drop],
    };
  });
}

function unread(log: WaitingLog): readonly Waiting[] {
  return log.deadLetterList().map(({ streamId: task, title, code, reason, at }) => ({
    ...nothingElse,
    id: `unread-${task}`,
    kind: "unread",
    task,
    title,
    since: at,
    why: `${code}: ${reason}`,
    side: null,
    ways: [{ choice: "retry", message: null, isAsItIs: false }, letRest],
  }));
}

const letRest: Way = {
  choice: "let rest",
  message: { type: "AcceptLeftOut" },
  isAsItIs: true,
};

const wake: Way = {
  choice: "take back",
  message: { type: "AcceptLeftOut", takenBack: true },
  isAsItIs: true,
};

function leftOut(log: WaitingLog): readonly Waiting[] {
  return log.leftOutList().map(({ task, title, side, parts, since, isAccepted }) => {
    const retry = {
      choice: "retry",
      message: { type: "RetryLeftOut" },
      isAsItIs: false,
    } as const;
    return {
      ...nothingElse,
      id: `left-out-${side}-${task}`,
      kind: "left out",
      task,
      title,
      since,
      why: [...new Set(parts.map(({ why }) => why))].join("; "),
      lacking: side,
      parts,
      side,
      isAnswered: isAccepted,
      ways: isAccepted ? [wake, retry] : [retry, letRest],
    };
  });
}
