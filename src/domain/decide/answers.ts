import type { TaskCommand } from "@/domain/decide/commands.ts";
import { keepDoubtful } from "@/domain/decide/doubtful.ts";
import { drop, requestAgain } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { hold } from "@/domain/decide/held.ts";
import { observe } from "@/domain/decide/observe.ts";
import type { Policy } from "@/domain/policy.ts";
import { type Asked, keepOverruled, missedIn, overruledIn } from "@/domain/decide/overruled.ts";
import { minusPatch, plusPatch } from "@/domain/patch_parts.ts";
import type { Patch, Push } from "@/domain/push.ts";
import { lackingElements } from "@/domain/refused.ts";
import { keepTyped, sortRefusedComments } from "@/domain/decide/refused_comments.ts";
import type { SideState } from "@/domain/state.ts";
import { otherSide, type Reading, type Side } from "@/domain/task.ts";
import { asMade, isUnsure } from "@/domain/unsure.ts";

type Answer<Type extends TaskCommand["type"]> = Extract<TaskCommand, { type: Type }>;

/** A write is done, as the reading after it shows. */
export function answerConfirmed(draft: Draft, answer: Answer<"ConfirmPush">, policy: Policy): void {
  const { side, request, reading, comments, leftOut } = answer;
  const requested = isCurrent(draft, answer) ? draft.state[side].pending : null;
  if (requested?.push.kind === "create" && side === "vikunja") {
    const made = Number(reading.id);
    if (draft.state.vikunjaId === null) {
      draft.add({ type: "TaskLinked", data: { vikunjaId: made, because: "created" } });
    } else if (draft.state.vikunjaId !== made) {
      return drop(draft, side, "linked to another one meanwhile");
    }
  }
  const { task: before, presence } = draft.state[side];
  const isNew = !isOutdated(draft.state[side], answer);
  if (isNew) observe(draft, side, reading);
  hold(draft, side, reading, presence);
  const pending = requested && asMade(requested, draft.state[side], answer.made ?? null);
  const push = pending?.push;
  if (push?.kind === "create") noteGone(draft, answer);
  if (pending === null || push === undefined) return;
  const source = draft.state[otherSide(side)];
  const isFound = side === "vikunja" &&
    (isUnsure(pending) || answer.made !== undefined);
  const named = plusPatch(answer.lacks, answer.undone);
  const asked = { side, push, reading, before, named, isFound };
  const overruled = isNew && canBeAsked(asked) ? overruledIn(draft.state, asked, policy) : null;
  const lacks = lackingElements(push, reading, { named: answer.lacks, source: source.task });
  const all = orNull(plusPatch(lacks ?? undefined, overruled?.lacks));
  const sorted = sortRefusedComments(
    { lacks: minusPatch(all, answer.undone), undone: answer.undone },
    reading,
    pending,
  );
  draft.add({
    type: "PushConfirmed",
    data: {
      side,
      request,
      comments,
      leftOut,
      ...(answer.made === undefined ? {} : { made: answer.made }),
      ...(sorted.lacks === null ? {} : { lacks: sorted.lacks }),
      ...(sorted.undone === null ? {} : { undone: sorted.undone }),
    },
  });
  keepTyped(draft, side, sorted.kept);
  // What a hook made of a task that is new on both sides is how it begins.
  const isNewTask = push.kind === "create" && source.presence === "unknown";
  if (overruled !== null && !isNewTask && canBeAsked(asked)) {
    const missed = side === "taskwarrior" ? missedIn(minusPatch(all, answer.lacks)) : [];
    keepOverruled(draft, asked, pending, [...overruled.fields, ...missed]);
  }
  keepDoubtful(draft, answer);
  const isBack = source.presence === "present" && source.pending?.push.kind !== "delete" &&
    draft.state[side].held !== "held";
  if (push.kind === "delete" && draft.state[side].presence === "deleted" && isBack) {
    requestAgain(draft, side, policy);
  }
}

function orNull(patch: Patch): Patch | null {
  return Object.keys(patch).length === 0 ? null : patch;
}

/** Narrows to a write whose outcome can be compared with what was asked. */
function canBeAsked<Compared extends { readonly push: Push; readonly reading: Reading }>(
  asked: Compared,
): asked is Compared & Pick<Asked, "push" | "reading"> {
  return asked.push.kind !== "delete" && asked.reading.kind === "present";
}

/** What was made and is gone at the first look was there: a person's deletion, not one to be made again. */
function noteGone(draft: Draft, { side, reading }: Answer<"ConfirmPush">): void {
  if (reading.kind !== "gone" || draft.state[side].presence !== "unknown") return;
  const { how, changedAt } = reading;
  draft.add({ type: "TaskGone", data: { side, how, changedAt } });
}

/** Something newer was seen while the answer was on its way; only the server's stamps never go back. */
function isOutdated(known: SideState, { side, request, reading }: Answer<"ConfirmPush">): boolean {
  return side === "vikunja" && reading.kind === "present" && known.presence === "present" &&
    known.seenAtVersion > request && known.changedAt !== null &&
    reading.changedAt < known.changedAt;
}

export function answerRefused(draft: Draft, answer: Answer<"RefusePush">): void {
  observe(draft, answer.side, answer.reading);
  keepDoubtful(draft, answer);
  if (isCurrent(draft, answer)) drop(draft, answer.side, "the other side changed first");
}

/** Returns whether there is something to decide on at once. */
export function answerFailed(draft: Draft, answer: Answer<"FailPush">): boolean {
  if (!isCurrent(draft, answer)) return false;
  const { side, request, code, message, retryAt, unwritten, made } = answer;
  if (code === "LINK_TAKEN") {
    drop(draft, side, message);
    return true;
  }
  const { attempts = 0, isTold = false, dead = false } = draft.state[side].pending ?? {};
  // Given up while this try was under way: it stays so.
  if (dead && answer.evenDead !== true) return false;
  if (answer.untried === true) {
    const data = {
      side,
      request,
      code,
      message,
      attempt: attempts,
      retryAt,
      untried: true,
    } as const;
    if (!isTold) draft.add({ type: "PushFailed", data });
    return false;
  }
  const attempt = attempts + 1;
  const data = { side, request, code, message, attempt, retryAt };
  draft.add({
    type: "PushFailed",
    data: {
      ...data,
      ...(unwritten === undefined ? {} : { unwritten }),
      ...(made === undefined ? {} : { made }),
    },
  });
  // It may be known by now that the project takes nothing: then it is held back, not tried again.
  return code === "FORBIDDEN" || code === "ARCHIVED";
}

function isCurrent(
  draft: Draft,
  answer: { readonly side: Side; readonly request: number },
): boolean {
  return draft.state[answer.side].pending?.request === answer.request;
}
