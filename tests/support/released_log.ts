import type { SyncEvent } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import {
  confirmed,
  conflict,
  cursorRead,
  failed,
  lease,
  linked,
  observed,
  oneOfEach,
  requested,
} from "@tests/support/log_events.ts";

/** Every event type at least once, in streams as the program leaves them. */
export const releasedEvents: Readonly<Record<string, readonly SyncEvent[]>> = {
  log: [
    { type: "LogBound", data: { side: "taskwarrior", identity: { data: "home" } } },
    oneOfEach.LogBound,
    oneOfEach.FactsCached,
    cursorRead("taskwarrior", "backlog:1", true),
    oneOfEach.ChangesRead,
    oneOfEach.SyncCompleted,
    oneOfEach.SyncFailed,
  ],
  "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960": [
    observed("vikunja"),
    linked(12),
    { ...requested("taskwarrior") },
    failed("taskwarrior", 3, "2026-11-20T10:10:00.000Z"),
    observed("taskwarrior"),
    confirmed("taskwarrior", 3),
    oneOfEach.TaskMerged,
    observed("vikunja", "Buy oat milk"),
    conflict("0c1b8f6e-9"),
    conflict("0c1b8f6e-10"),
    oneOfEach.ConflictPicked,
    requested("taskwarrior"),
    oneOfEach.PushDropped,
    requested("vikunja"),
  ],
  "4d1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5961": [
    observed("vikunja", "Water the plants"),
    linked(13),
    oneOfEach.OccurrenceFinished,
    { type: "TaskUnlinked", data: { vikunjaId: 13, because: "next date" } },
    oneOfEach.OccurrenceReopened,
  ],
  "8d9d1f3a-0b1c-5d2e-9f30-415263748596": [
    observed("vikunja", "Water the plants"),
    { type: "TaskLinked", data: { vikunjaId: 13, because: "next date" } },
    requested("vikunja", "Water all plants"),
    failed("vikunja", 3, null),
    oneOfEach.TaskWithdrawn,
    oneOfEach.TaskDeselected,
    oneOfEach.TaskSelected,
    oneOfEach.MessageRejected,
    oneOfEach.PartsLeftOut,
  ],
  "9d9d1f3a-0b1c-5d2e-9f30-415263748597": [
    observed("vikunja", "Feed the cat"),
    oneOfEach.MessageRejected,
    oneOfEach.RejectionsSettled,
  ],
  "9e1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5962": [observed("taskwarrior"), oneOfEach.TaskGone],
  "9f1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5962": [
    observed("vikunja"),
    observed("taskwarrior"),
    oneOfEach.TaskGone,
    oneOfEach.DeletionHeld,
    oneOfEach.DeletionReleased,
  ],
  "a71b8f6e-95f2-4f5e-8f6b-1d2c3b4a5963": [
    observed("taskwarrior"),
    oneOfEach.TaskClaimed,
    oneOfEach.ClaimRenewed,
    oneOfEach.ClaimReleased,
    { type: "TaskClaimed", data: lease(2, "bob") },
  ],
  "b81b8f6e-95f2-4f5e-8f6b-1d2c3b4a5964": [
    observed("vikunja"),
    linked(14),
    oneOfEach.TaskClaimed,
    oneOfEach.ClaimMirrored,
    {
      type: "PushRequested",
      data: {
        side: "vikunja",
        push: {
          kind: "update",
          patch: { assignment: { add: ["ann"], remove: [] } },
          expected: {},
        },
        source: {},
        requestedAt: "2026-11-20T10:00:00.000Z",
      },
    },
  ],
};

/** What of a folded stream has to stay the same in every later version. */
export function foldedFacts(state: PairState) {
  const ofSide = (side: Side) => {
    const { presence, id, task, extra, base, pending } = state[side];
    const asked = pending === null
      ? null
      : { request: pending.request, attempts: pending.attempts, dead: pending.dead };
    return { presence, id, task, extra, base, pending: asked };
  };
  return {
    version: state.version,
    vikunjaId: state.vikunjaId,
    comments: state.comments,
    // Why is folded since pair-6.
    conflicts: state.conflicts.map(({ because: _, ...conflict }) => conflict),
    finished: state.finished,
    // Absent in what versions before claims left behind.
    ...(state.claim.lastToken === 0 ? {} : { claim: state.claim }),
    ...(state.shown === null ? {} : { shown: state.shown }),
    ...Object.fromEntries(sides.map((side) => [side, ofSide(side)])),
  };
}
