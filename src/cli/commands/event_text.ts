import { sideNames } from "@/domain/task.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { ShownClaim } from "@/domain/claim.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import { doneText } from "@/cli/commands/sync_text.ts";
import type { LogLine, SyncSummary } from "@/ports/operations.ts";
import { stamp } from "@/words/when.ts";
import { inSide } from "@/words/words.ts";

/** What an event says, in a line. */
export function eventText({ type, data }: LogLine, now: Date): string {
  // A line of the log is an event as it was stored, and the log upcasts what it hands out.
  const event = { type, data } as SyncEvent;
  switch (event.type) {
    case "TaskObserved":
      return `${inSide(event.data.side)} ${quoted(event.data.task.title)}`;
    case "TaskGone":
      return `${inSide(event.data.side)} (${event.data.how})`;
    case "DeletionHeld":
      return `${inSide(event.data.side)}: it went with very many others, see \`held\``;
    case "DeletionReleased":
      return `${inSide(event.data.side)}: ${event.data.because}`;
    case "TaskWithdrawn":
      return `${inSide(event.data.side)} ${event.data.reason}`;
    case "TaskDeselected":
      return `left alone from now on: ${event.data.because}`;
    case "TaskSelected":
      return "in the selection again";
    case "TaskLinked":
      return `#${event.data.vikunjaId} (${event.data.because})`;
    case "TaskUnlinked":
      return `#${event.data.vikunjaId} (${event.data.because})`;
    case "TaskMerged":
      return `agreed on ${Object.keys(event.data.base.vikunja).join(", ") || "comments"}`;
    case "ConflictResolved": {
      const { conflictId, field, kept, lost, because } = event.data;
      if (because === "ask") {
        return `${conflictId} ${field}: ${value(kept.value)} ${inSide(kept.side)}, ` +
          `${value(lost.value)} ${inSide(lost.side)}, until somebody picks`;
      }
      return `${conflictId} ${field}: ${value(kept.value)} of ${sideNames[kept.side]} kept, ` +
        `${value(lost.value)} of ${sideNames[lost.side]} lost (${because})`;
    }
    case "ConflictPicked":
      return `${event.data.conflictId}: ${
        event.data.takenBack === true ? "taken back, " : ""
      }the value of ${sideNames[event.data.side]}`;
    case "PushRequested":
      return `${pushText(event.data.push)} ${inSide(event.data.side)}`;
    case "PushConfirmed":
      return [`${inSide(event.data.side)} (${event.data.request})`, ...event.data.leftOut].join(
        "; ",
      );
    case "PushDropped":
      return `${inSide(event.data.side)} (${event.data.request}): ${event.data.because}`;
    case "PushFailed": {
      const { side, request, code, message, attempt, retryAt } = event.data;
      const next = retryAt === null ? "given up" : `again at ${stamp(retryAt, now).trim()}`;
      return `${inSide(side)} (${request}), try ${attempt}: ${code} ${message}; ${next}`;
    }
    case "OccurrenceFinished":
      return `at ${stamp(event.data.doneAt, now).trim()}${
        event.data.inferred ? " at the latest" : ""
      }; goes on in ` +
        event.data.next.slice(0, 8);
    case "OccurrenceReopened":
      return `at ${stamp(event.data.at, now).trim()}`;
    case "PartsLeftOut":
      return leftOutText(event.data);
    case "RejectionsSettled":
      return `${
        event.data.sides.map((side) => sideNames[side]).join(" and ")
      } could be looked at again`;
    case "MessageRejected":
      return `${event.data.code} ${event.data.reason}`;
    case "TaskClaimed":
    case "ClaimRenewed":
      return `by ${event.data.agent} until ${
        stamp(event.data.until, now).trim()
      } (token ${event.data.token})`;
    case "ClaimReleased":
      return `token ${event.data.token}: ${event.data.because}`;
    case "ClaimMirrored":
      return mirrorText(event.data);
    case "LogBound":
      return `${inSide(event.data.side)} ${value(event.data.identity)}`;
    case "ChangesRead": {
      const { side, complete, count } = event.data;
      return `${inSide(side)} ${complete ? "everything" : "what changed"}, ${count} known there`;
    }
    case "SyncCompleted":
      return syncedText(event.data.summary);
    case "SyncFailed":
      return `${event.data.code} ${event.data.message}`;
    case "FactsCached":
      return event.data.name;
  }
}

function leftOutText(
  { side, parts, accepted }: Extract<SyncEvent, { type: "PartsLeftOut" }>["data"],
): string {
  if (parts.length === 0) return `${inSide(side)} nothing any more`;
  const words = parts.map(({ what, why }) => `${what} (${why})`).join("; ");
  return `${inSide(side)} ${words}${accepted === true ? "; a person lets it rest" : ""}`;
}

function mirrorText({ token, assignee }: ShownClaim): string {
  const who = assignee === null ? "" : `, assigned to ${assignee}`;
  if (token !== null) return `token ${token}${who}`;
  return assignee === null ? "shows no more" : `over, ${assignee} is to be taken away`;
}

function pushText(push: Push): string {
  switch (push.kind) {
    case "create":
      return `create ${quoted(push.task.title)}`;
    case "update":
      return `set ${Object.keys(push.patch).join(", ")}`;
    case "delete":
      return "delete";
  }
}

/** Of old runs not all is known. */
function syncedText(summary: JsonObject): string {
  const isWhole = ["linked", "created", "updated", "deleted", "requests", "durationMs"]
    .every((name) => name in summary);
  return isWhole ? doneText(summary as unknown as SyncSummary) : value(summary);
}

function value(json: unknown): string {
  return json === null ? "nothing" : JSON.stringify(json);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
