import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import type { OperationOrigin } from "@/domain/operation_origin.ts";
import type { PairState } from "@/domain/state.ts";

/** Who asked, as far as the command tells; `null`: nobody, something was seen or answered. */
export function originOf(before: PairState, command: TaskCommand): OperationOrigin | null {
  if (command.operation !== undefined) return command.operation;
  switch (command.type) {
    case "EditTask": {
      const agent = command.conditions.token === null ? null : before.claim.lease?.agent ?? null;
      return agent === null ? { kind: "command" } : { kind: "agent", by: agent };
    }
    case "AddTask":
      return { kind: "command" };
    case "PickConflict":
      return { kind: "pick" };
    case "AnswerHeld":
      return { kind: "held" };
    case "GiveUpPush":
    case "AcceptLeftOut":
      return { kind: "drop" };
    case "MirrorClaim":
      return { kind: "claim" };
    case "TakeBack":
      return { kind: "undo" };
    case "Look":
    case "ConfirmPush":
    case "RefusePush":
    case "FailPush":
    case "CheckSettings":
    case "RetryLeftOut":
    case "BringBack":
    case "RecordFinished":
    case "RejectMessage":
      return null;
  }
}

/** The same event, telling who asked for it; of those that can begin an operation. */
export function stamped(event: TaskEvent, operation: OperationOrigin): TaskEvent {
  switch (event.type) {
    case "PushRequested":
      return { type: event.type, data: { ...event.data, operation } };
    case "ConflictPicked":
      return { type: event.type, data: { ...event.data, operation } };
    case "DeletionReleased":
      return { type: event.type, data: { ...event.data, operation } };
    case "PartsLeftOut":
      return { type: event.type, data: { ...event.data, operation } };
    case "PushFailed":
      return { type: event.type, data: { ...event.data, operation } };
    case "TaskObserved":
    case "TaskGone":
    case "DeletionHeld":
    case "TaskWithdrawn":
    case "TaskDeselected":
    case "TaskSelected":
    case "TaskLinked":
    case "TaskUnlinked":
    case "TaskMerged":
    case "ConflictResolved":
    case "PushConfirmed":
    case "PushDropped":
    case "OccurrenceFinished":
    case "OccurrenceReopened":
    case "MessageRejected":
    case "RejectionsSettled":
    case "TaskClaimed":
    case "ClaimRenewed":
    case "ClaimReleased":
    case "ClaimMirrored":
      return event;
  }
}
