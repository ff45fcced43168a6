import { keepUndone } from "@/domain/decide/doubtful.ts";
import { answerConfirmed, answerFailed, answerRefused } from "@/domain/decide/answers.ts";
import { addTask } from "@/domain/decide/add_task.ts";
import { agreeOnArrived } from "@/domain/decide/arrived.ts";
import { bringBack } from "@/domain/decide/bring_back.ts";
import type { Decision, TaskCommand } from "@/domain/decide/commands.ts";
import { drop } from "@/domain/decide/deletion.ts";
import { createDraft, type Draft } from "@/domain/decide/draft.ts";
import { editTask } from "@/domain/decide/edit_task.ts";
import { endClaim } from "@/domain/decide/end_claim.ts";
import { endMirror, mirrorClaim } from "@/domain/decide/mirror_claim.ts";
import { acceptLeftOut, sayLeftOut } from "@/domain/decide/left_out.ts";
import { answerHeld, checkNotHeld, hold, isHeld, releaseHeld } from "@/domain/decide/held.ts";
import { observe } from "@/domain/decide/observe.ts";
import { endOccurrence } from "@/domain/decide/occurrence.ts";
import { pickConflict } from "@/domain/decide/pick_conflict.ts";
import type { Policy } from "@/domain/policy.ts";
import { recordFinished } from "@/domain/decide/record_finished.ts";
import { completion } from "@/domain/decide/repetition.ts";
import { checkSelected, isLeftAlone } from "@/domain/decide/selecting.ts";
import { settle, withdrawClosed } from "@/domain/decide/settle.ts";
import { originOf, stamped } from "@/domain/decide/stamp_origin.ts";
import type { PairState } from "@/domain/state.ts";
import { takeBack } from "@/domain/decide/take_back/take_back.ts";
import { type Side, sides } from "@/domain/task.ts";

/** What follows from a command; nothing at all where it tells nothing new. */
export function decide(state: PairState, command: TaskCommand, policy: Policy): Decision {
  const draft = createDraft(state);
  const next = carryOut(draft, command, policy);
  endClaim(draft);
  endMirror(draft);
  const origin = originOf(state, command);
  const events = origin === null
    ? draft.events
    : draft.events.map((event) => stamped(event, origin));
  return { events, next };
}

function carryOut(draft: Draft, command: TaskCommand, policy: Policy): Decision["next"] {
  switch (command.type) {
    case "Look":
      return lookAt(draft, command, policy);
    case "ConfirmPush":
      answerConfirmed(draft, command, policy);
      return finish(draft, policy, [command.side]);
    case "RefusePush":
      answerRefused(draft, command);
      return finish(draft, policy, [command.side]);
    case "FailPush":
      return answerFailed(draft, command) ? finish(draft, policy, []) : null;
    case "CheckSettings":
      if (isLeftAlone(draft, policy) || !withdrawClosed(draft, policy)) return null;
      if (!isHeld(draft.state)) settle(draft, policy, []);
      return null;
    case "GiveUpPush":
      giveUp(draft, command);
      return null;
    case "RetryLeftOut":
      for (const side of sides.filter((each) => draft.state[each].refused !== null)) {
        sayLeftOut(draft, side, []);
      }
      return finish(draft, policy, []);
    case "AcceptLeftOut": {
      const takenBack = command.takenBack === true;
      for (const side of sides) acceptLeftOut(draft, side, takenBack);
      if (!takenBack) settleRejections(draft, sides);
      return null;
    }
    case "AnswerHeld":
      answerHeld(draft, command);
      return finish(draft, policy, []);
    case "PickConflict":
      checkSelected(draft, "pick");
      checkNotHeld(draft, "pick");
      pickConflict(draft, command.conflictId, command.side, policy);
      return finish(draft, policy, []);
    case "EditTask":
      checkSelected(draft, "change the task");
      checkNotHeld(draft, "change it");
      editTask(draft, command.change, command.conditions, policy);
      return finish(draft, policy, []);
    case "AddTask":
      addTask(draft, command.change, policy);
      return null;
    case "TakeBack":
      checkSelected(draft, "take it back");
      takeBack(draft, command, policy);
      return finish(draft, policy, []);
    case "BringBack":
      if (draft.state.outside !== null) return seeBackup(draft, command, policy);
      return bringBack(draft, command, policy) ? finish(draft, policy, []) : null;
    case "RecordFinished":
      recordFinished(draft, command, policy);
      return null;
    case "MirrorClaim":
      if (draft.state.outside === null) mirrorClaim(draft, command.claim, policy);
      return finish(draft, policy, []);
    case "RejectMessage":
      draft.add({
        type: "MessageRejected",
        data: { message: command.message, code: command.code, reason: command.reason },
      });
      return null;
  }
}

function lookAt(
  draft: Draft,
  command: Extract<TaskCommand, { type: "Look" }>,
  policy: Policy,
): Decision["next"] {
  look(draft, command);
  const seen = command.readings.map(({ side }) => side);
  const next = finish(draft, policy, seen);
  settleRejections(draft, seen);
  return next;
}

/** What was given up of these sides concerns nobody any more. */
function settleRejections(draft: Draft, seen: readonly Side[]): void {
  const settled = draft.state.rejected.filter((side) => seen.includes(side));
  if (settled.length > 0) draft.add({ type: "RejectionsSettled", data: { sides: settled } });
}

function giveUp(
  draft: Draft,
  { side, because }: Extract<TaskCommand, { type: "GiveUpPush" }>,
): void {
  const { pending } = draft.state[side];
  if (pending === null) return;
  const { request, attempts: attempt } = pending;
  const data = {
    side,
    request,
    code: "ABORTED",
    message: because,
    attempt,
    retryAt: null,
  } as const;
  draft.add({ type: "PushFailed", data });
}

function look(draft: Draft, command: Extract<TaskCommand, { type: "Look" }>): void {
  const { link, readings, assignee } = command;
  if (link !== undefined && draft.state.vikunjaId === null) {
    draft.add({ type: "TaskLinked", data: link });
  }
  if (assignee !== undefined) {
    draft.add({ type: "ClaimMirrored", data: { token: null, assignee } });
  }
  const withdrawn = sides.filter((side) => draft.state[side].presence === "withdrawn");
  const before = draft.state;
  for (const { side, reading } of readings) {
    observe(draft, side, reading);
    if (side === "taskwarrior") keepUndone(draft, before.taskwarrior, reading);
  }
  if (link?.because === "created") agreeOnMade(draft);
  for (const { side, reading } of readings) hold(draft, side, reading, before[side].presence);
  for (const side of withdrawn) {
    const { presence, pending } = draft.state[side];
    if (presence === "present" && pending?.dead) drop(draft, side, "within reach again");
  }
}

/** What a create had made that nobody confirmed: what was changed since is an edit, and not a value that was never agreed on. */
function agreeOnMade(draft: Draft): void {
  const { pending, task } = draft.state.vikunja;
  if (pending?.push.kind !== "create" || task === null) return;
  agreeOnArrived(draft, "vikunja", pending, task);
}

/** What is outside of the selection is not written again: what the backup lacks is not there. */
function seeBackup(
  draft: Draft,
  { side, reading }: Extract<TaskCommand, { type: "BringBack" }>,
  policy: Policy,
): Decision["next"] {
  const known = draft.state[side];
  if (reading !== null) observe(draft, side, reading);
  else if (known.presence === "present") {
    draft.add({ type: "TaskGone", data: { side, how: "missing", changedAt: null } });
  }
  return finish(draft, policy, []);
}

/** Ends a date of a repeating task where the last reading shows one, else brings both sides together. */
function finish(draft: Draft, policy: Policy, fresh: readonly Side[]): Decision["next"] {
  releaseHeld(draft);
  if (isLeftAlone(draft, policy) || isHeld(draft.state)) return null;
  const completed = completion(draft.state);
  if (completed !== null) return endOccurrence(draft, completed, policy, fresh);
  settle(draft, policy, fresh);
  return null;
}
