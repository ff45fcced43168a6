import type { Decision, TaskCommand } from "@/domain/commands.ts";
import { drop, isGone } from "@/domain/deletion.ts";
import { createDraft, type Draft } from "@/domain/draft.ts";
import { observe } from "@/domain/observe.ts";
import { pickConflict } from "@/domain/pick_conflict.ts";
import type { Policy } from "@/domain/policy.ts";
import { completion } from "@/domain/repetition.ts";
import { settle } from "@/domain/settle.ts";
import type { PairState } from "@/domain/state.ts";
import type { Reading, Side } from "@/domain/task.ts";

/** What follows from a command; nothing at all where it tells nothing new. */
export function decide(state: PairState, command: TaskCommand, policy: Policy): Decision {
  const draft = createDraft(state);
  const next = carryOut(draft, command, policy);
  return { events: draft.events, next };
}

function carryOut(draft: Draft, command: TaskCommand, policy: Policy): Decision["next"] {
  switch (command.type) {
    case "Look":
      link(draft, command);
      for (const { side, reading } of command.readings) observe(draft, side, reading);
      return finish(draft, policy);
    case "ConfirmPush":
      confirm(draft, command);
      return finish(draft, policy);
    case "RefusePush":
      observe(draft, command.side, command.reading);
      if (isCurrent(draft, command)) drop(draft, command.side, "the other side changed first");
      return finish(draft, policy);
    case "FailPush":
      fail(draft, command);
      return null;
    case "PickConflict":
      pickConflict(draft, command.conflictId, command.side, policy);
      return null;
    case "RejectMessage":
      draft.add({
        type: "MessageRejected",
        data: { message: command.message, code: command.code, reason: command.reason },
      });
      return null;
  }
}

function link(draft: Draft, command: Extract<TaskCommand, { type: "Look" }>): void {
  if (command.link === undefined || draft.state.vikunjaId === command.link.vikunjaId) return;
  draft.add({ type: "TaskLinked", data: command.link });
}

function isCurrent(
  draft: Draft,
  answer: { readonly side: Side; readonly request: number },
): boolean {
  return draft.state[answer.side].pending?.request === answer.request;
}

function confirm(draft: Draft, command: Extract<TaskCommand, { type: "ConfirmPush" }>): void {
  const { side, request, reading, comments, leftOut, lacks } = command;
  const created = draft.state[side].pending?.push.kind === "create";
  if (created && side === "vikunja" && isCurrent(draft, command)) {
    draft.add({
      type: "TaskLinked",
      data: { vikunjaId: Number(reading.id), because: "created" },
    });
  }
  observe(draft, side, reading);
  if (!isCurrent(draft, command)) return;
  const answer = { side, request, comments, leftOut };
  draft.add({ type: "PushConfirmed", data: lacks === undefined ? answer : { ...answer, lacks } });
}

function fail(draft: Draft, command: Extract<TaskCommand, { type: "FailPush" }>): void {
  if (!isCurrent(draft, command)) return;
  const { side, request, code, message, retryAt } = command;
  const attempt = (draft.state[side].pending?.attempts ?? 0) + 1;
  draft.add({ type: "PushFailed", data: { side, request, code, message, attempt, retryAt } });
}

/** Ends a date of a repeating task where the last reading shows one, else brings both sides together. */
function finish(draft: Draft, policy: Policy): Decision["next"] {
  const completed = completion(draft.state);
  const { vikunjaId, vikunja } = draft.state;
  if (completed === null || vikunjaId === null || vikunja.task === null) {
    settle(draft, policy);
    return null;
  }
  const streamId = policy.nextStreamId(vikunjaId, completed.nextAt);
  const reading: Reading = {
    kind: "present",
    id: String(vikunjaId),
    task: vikunja.task,
    extra: vikunja.extra,
    changedAt: vikunja.changedAt ?? completed.doneAt,
    linkHint: null,
  };
  endOccurrence(draft, completed.doneAt, streamId, policy);
  return {
    streamId,
    command: {
      type: "Look",
      readings: [{ side: "vikunja", reading }],
      link: { vikunjaId, because: "next date" },
    },
  };
}

function endOccurrence(draft: Draft, doneAt: string, next: string, policy: Policy): void {
  const { vikunjaId, taskwarrior } = draft.state;
  drop(draft, "vikunja", "a date of it is finished");
  draft.add({ type: "OccurrenceFinished", data: { doneAt, next } });
  if (vikunjaId !== null) {
    draft.add({ type: "TaskUnlinked", data: { vikunjaId, because: "next date" } });
  }
  if (isGone(taskwarrior) || taskwarrior.task === null || taskwarrior.task.done) return;
  drop(draft, "taskwarrior", "a date of it is finished");
  draft.add({
    type: "PushRequested",
    data: {
      side: "taskwarrior",
      push: { kind: "update", patch: { done: true, doneAt }, expected: { done: false } },
      source: {},
      requestedAt: policy.now,
    },
  });
}
