import type { Side } from "@/domain/task.ts";
import type { OperationDraft } from "@/projections/operations/operation_draft.ts";
import type { FoldStep } from "@/projections/operations/fold_step.ts";

/**
 * Where only the end of a stream is read, an event may go on with something that lies before it. Until then what is
 * folded is not what the whole stream tells; what begins behind it is.
 */
interface Sureness {
  /**
   * Whether what the event says can be another thing by what lies before; each event once, in their order. `surePast`:
   * position of the last that was such.
   */
  doubts(step: FoldStep, surePast: number): boolean;
}

export function createSureness(): Sureness {
  const seen = new Set<Side>();

  function goesOn(
    { stored: { event }, requests, claims, owners, before, current }: FoldStep,
    surePast: number,
  ): boolean {
    switch (event.type) {
      case "PushConfirmed":
      case "PushDropped":
      case "PushFailed":
        return !requests.has(event.data.request);
      case "PushRequested": {
        const { side, push, operation } = event.data;
        if (operation?.kind === "claim") return !claims.has(before.claim.lastToken);
        const isKnown = (editor: OperationDraft | null) =>
          editor !== null && editor.start.position > surePast;
        return operation === undefined && !owners.editors(side, push).every(isKnown);
      }
      case "TaskLinked":
        return event.data.because === "created" && owners.current("vikunja") === null;
      case "ClaimRenewed":
      case "ClaimReleased":
        return !claims.has(event.data.token);
      case "ClaimMirrored":
        return !claims.has(event.data.token ?? before.claim.lastToken);
      case "TaskMerged":
      case "RejectionsSettled":
      case "ConflictResolved":
      case "DeletionHeld":
      case "DeletionReleased":
      case "PartsLeftOut":
      case "OccurrenceFinished":
      case "OccurrenceReopened":
      case "TaskUnlinked":
        return current === null;
      case "TaskObserved":
      case "TaskGone":
      case "TaskWithdrawn":
      case "TaskDeselected":
      case "TaskSelected":
      case "ConflictPicked":
      case "MessageRejected":
      case "TaskClaimed":
        return false;
    }
  }

  return {
    doubts(step, surePast) {
      const { event } = step.stored;
      const isNew = seen.size < 2;
      const isUnsure = goesOn(step, surePast);
      if (event.type === "TaskObserved") seen.add(event.data.side);
      return isNew || isUnsure;
    },
  };
}
