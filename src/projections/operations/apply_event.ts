import { byHand, notByHand } from "@/domain/dropped.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { isGivenUp } from "@/domain/given_up.ts";
import { otherSide, sideNames } from "@/domain/task.ts";
import type { FoldStep } from "@/projections/operations/fold_step.ts";
import type { OperationDraft } from "@/projections/operations/operation_draft.ts";
import { differing } from "@/projections/operations/task_changes.ts";

interface Applied {
  readonly belongs: readonly OperationDraft[];
  /** What follows without a beginning of its own belongs there; `null`: as before. */
  readonly goesOn: OperationDraft | null;
}

/** Which operations the event belongs to, and what it says of them. */
export function applyEvent(step: FoldStep): Applied {
  const { before, owners, requests, claims, begin } = step;
  const { version } = step.after;
  const { event } = step.stored;
  const here = () => step.current ?? begin("edit");
  switch (event.type) {
    case "TaskObserved":
      return observed(step, event.data);
    case "TaskGone": {
      const { side, how } = event.data;
      const asked = owners.current(side);
      const isAsked = asked?.push.kind === "delete";
      const operation = isAsked ? asked.operation : begin("edit", { side });
      if (!isAsked) owners.edited(side, "delete", operation);
      operation.presence({ side, before: before[side].presence, after: how, state: "done" });
      return goesOn(operation);
    }
    case "TaskWithdrawn": {
      const { side, reason } = event.data;
      const operation = begin("reach", { side });
      const was = before[side].presence;
      operation.presence({ side, before: was, after: "withdrawn", state: "done" });
      operation.note(reason);
      return goesOn(operation);
    }
    case "DeletionHeld": {
      const operation = here();
      operation.note("held: it went with very many others");
      return goesOn(operation);
    }
    case "DeletionReleased": {
      const { because, operation: origin } = event.data;
      const isAnswer = because === "let go" || because === "bring back";
      if (!isAnswer) return goesOn(here());
      const operation = begin("held", { origin });
      operation.note(because);
      return goesOn(operation);
    }
    case "TaskDeselected":
      return noted(begin("selection"), `left alone from now on: ${event.data.because}`);
    case "TaskSelected":
      return noted(begin("selection"), "in the selection again");
    case "TaskLinked": {
      const { vikunjaId, because } = event.data;
      const making = owners.current("vikunja");
      if (because === "created" && making?.push.kind === "create") return goesOn(making.operation);
      if (because === "created") return goesOn(begin("edit"));
      const operation = begin(because === "next date" ? "next date" : "link");
      return because === "next date"
        ? goesOn(operation)
        : noted(operation, `#${vikunjaId} (${because})`);
    }
    case "TaskUnlinked": {
      const { vikunjaId, because } = event.data;
      const operation = step.isWithBefore ? here() : begin("link");
      return noted(operation, `link with #${vikunjaId} ended (${because})`);
    }
    case "TaskMerged":
    case "RejectionsSettled":
      return goesOn(here());
    case "ConflictResolved": {
      const { missing: _, ...seen } = event.data;
      const operation = here();
      const belongs = [...new Set([...owners.editing(seen.field), operation])];
      for (const each of belongs) each.conflict(seen);
      return { belongs, goesOn: operation };
    }
    case "ConflictPicked": {
      const { conflictId, side, takenBack, operation: origin } = event.data;
      const how = takenBack === true ? "taken back, " : "";
      const said = `${conflictId}: ${how}the value of ${sideNames[side]}`;
      return noted(begin("pick", { origin }), said);
    }
    case "PushRequested": {
      const { side, push, operation: origin } = event.data;
      const asking = origin === undefined
        ? here()
        : origin.kind === "claim"
        ? claims.get(before.claim.lastToken) ?? begin("claim", { origin })
        : begin(origin.kind, { origin });
      const operation = owners.requested(side, push, before, {
        operation: asking,
        isAsked: origin !== undefined,
      });
      requests.set(version, operation);
      return goesOn(operation);
    }
    case "PushConfirmed": {
      const { side, request, leftOut } = event.data;
      const operation = requests.get(request) ?? here();
      owners.confirmed(side);
      for (const each of leftOut) operation.note(each);
      // What the reading showed beyond the write goes on by itself.
      return step.begun === null ? goesOn(operation) : belongsTo(operation);
    }
    case "PushDropped": {
      owners.dropped(event.data.side);
      return belongsTo(requests.get(event.data.request) ?? here());
    }
    case "PushFailed": {
      const { side, request, message, operation: origin } = event.data;
      if (isGivenUp(event.data)) owners.givenUp(side);
      const isDrop = origin?.kind === "drop" || message === byHand;
      if (isDrop) {
        const said = message === notByHand ? "waits for a person again" : "no more tries";
        return noted(begin("drop", { origin }), `${said} in ${sideNames[side]}`);
      }
      return belongsTo(requests.get(request) ?? here());
    }
    case "OccurrenceFinished": {
      const { doneAt, inferred } = event.data;
      const operation = step.isWithBefore ? here() : begin("next date");
      return noted(operation, `date finished at ${doneAt}${inferred ? " at the latest" : ""}`);
    }
    case "OccurrenceReopened":
      return noted(here(), "date opened again");
    case "PartsLeftOut": {
      const { side, parts, operation: origin } = event.data;
      const operation = origin === undefined ? here() : begin(origin.kind, { origin });
      for (const { what, why } of parts) {
        operation.note(`not in ${sideNames[side]}: ${what} (${why})`);
      }
      return goesOn(operation);
    }
    case "MessageRejected":
      return noted(begin("trouble"), `${event.data.code} ${event.data.reason}`);
    case "TaskClaimed": {
      const { agent, token } = event.data;
      const operation = begin("claim", { by: agent });
      claims.set(token, operation);
      return belongsTo(operation);
    }
    case "ClaimRenewed":
      return belongsTo(claims.get(event.data.token) ?? begin("claim", { by: event.data.agent }));
    case "ClaimReleased": {
      const { token, because } = event.data;
      const operation = claims.get(token) ?? begin("claim");
      operation.note(because);
      return belongsTo(operation);
    }
    case "ClaimMirrored": {
      const token = event.data.token ?? before.claim.lastToken;
      return goesOn(claims.get(token) ?? here());
    }
  }
}

function goesOn(operation: OperationDraft): Applied {
  return { belongs: [operation], goesOn: operation };
}

function belongsTo(operation: OperationDraft): Applied {
  return { belongs: [operation], goesOn: null };
}

function noted(operation: OperationDraft, text: string): Applied {
  operation.note(text);
  return goesOn(operation);
}

type Observed = Extract<TaskEvent, { type: "TaskObserved" }>["data"];

/**
 * What a look shows may be what was asked for, what came of that there, and what somebody did there meanwhile; all
 * that goes on to the other side was somebody.
 */
function observed(step: FoldStep, { side, task }: Observed): Applied {
  const { before, owners, begin } = step;
  const known = before[side];
  const asked = owners.current(side);
  const isAnswer = asked !== null && answers(step, side);
  let edit: OperationDraft | null = null;
  const seen = () => edit ??= begin("edit", { side });
  const touched = new Set<OperationDraft>();
  if (known.presence !== "present") {
    const isMade = asked?.push.kind === "create" && isAnswer;
    const operation = isMade ? asked.operation : seen();
    if (known.presence === "withdrawn" && operation.kind === "edit") operation.kind = "reach";
    const was = known.presence;
    operation.presence({ side, before: was, after: "present", state: "done" });
    if (!isMade) owners.edited(side, "create", operation);
    touched.add(operation);
  }
  const changes = known.task === null ? [] : differing(known.task, task);
  const goesOver = isAnswer && isCarriedOver(step, side);
  for (const change of changes) {
    const written = owners.ownerOf(side, known.task, change, isAnswer);
    const owner = written ?? (isAnswer && !goesOver ? asked?.operation : undefined) ?? seen();
    // Nobody asked for it: what becomes of it on the other side is for the same.
    if (written === null) owners.edited(side, change.field, owner);
    if (owner.kind === "reach") owner.kind = "edit";
    owner.did(side, change);
    touched.add(owner);
  }
  const belongs = touched.size > 0 ? [...touched] : [asked?.operation ?? step.current ?? seen()];
  return { belongs, goesOn: belongs.at(-1) ?? null };
}

/** Whether it was read after the write that was asked for. */
function answers({ following, before }: FoldStep, side: Observed["side"]): boolean {
  const request = before[side].pending?.request;
  const [next] = following().filter(({ type }) => type !== "TaskGone" && type !== "TaskLinked");
  return next?.type === "PushConfirmed" && next.data.side === side &&
    next.data.request === request;
}

/** Whether something of it is asked of the other side at once. */
function isCarriedOver({ following }: FoldStep, side: Observed["side"]): boolean {
  return following().some((event) =>
    event.type === "ConflictResolved" ||
    event.type === "PushRequested" && event.data.side === otherSide(side) &&
      event.data.operation === undefined
  );
}
