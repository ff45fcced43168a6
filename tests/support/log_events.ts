import type { SyncEvent } from "@/domain/events.ts";
import type { Lease } from "@/domain/claim.ts";
import type { Side, Task } from "@/domain/task.ts";

type Of<T extends SyncEvent["type"]> = Extract<SyncEvent, { readonly type: T }>;

export const milk: Task = {
  title: "Buy milk",
  notes: "two litres, “long life” – €",
  project: ["Inbox"],
  labels: ["shop"],
  priority: 1,
  dueAt: "2026-11-21T05:00:00Z",
  scheduledAt: null,
  done: false,
  doneAt: null,
  depends: [],
  comments: [{ id: "7", text: "hello" }],
  assignees: [],
  repetition: null,
};

export function observed(side: Side, title = milk.title): Of<"TaskObserved"> {
  return {
    type: "TaskObserved",
    data: {
      side,
      id: side === "vikunja" ? "12" : "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960",
      task: { ...milk, title },
      extra: { colour: "ff0000" },
      changedAt: "2026-11-20T10:00:00Z",
    },
  };
}

export function linked(vikunjaId: number): Of<"TaskLinked"> {
  return { type: "TaskLinked", data: { vikunjaId, because: "created" } };
}

export function unlinked(vikunjaId: number): Of<"TaskUnlinked"> {
  return { type: "TaskUnlinked", data: { vikunjaId, because: "deleted, made again" } };
}

export function requested(side: Side, title = "Buy oat milk"): Of<"PushRequested"> {
  return {
    type: "PushRequested",
    data: {
      side,
      push: { kind: "update", patch: { title }, expected: { title: milk.title } },
      source: { title },
      requestedAt: "2026-11-20T10:00:01.000Z",
    },
  };
}

export function confirmed(side: Side, request: number): Of<"PushConfirmed"> {
  return { type: "PushConfirmed", data: { side, request, comments: [], leftOut: [] } };
}

/** `retryAt` `null`: a dead letter. */
export function failed(side: Side, request: number, retryAt: string | null): Of<"PushFailed"> {
  return {
    type: "PushFailed",
    data: {
      side,
      request,
      code: "SERVER_UNAVAILABLE",
      message: "no answer",
      attempt: 1,
      retryAt,
    },
  };
}

export function conflict(conflictId: string): Of<"ConflictResolved"> {
  return {
    type: "ConflictResolved",
    data: {
      conflictId,
      field: "title",
      kept: { side: "vikunja", value: "Buy oat milk" },
      lost: { side: "taskwarrior", value: "Buy soy milk" },
      because: "newer edit",
      missing: [],
    },
  };
}

export function cursorRead(side: Side, cursor: string, complete: boolean): Of<"ChangesRead"> {
  return { type: "ChangesRead", data: { side, cursor, complete, count: 1 } };
}

export function lease(token: number, agent = "ada"): Lease {
  return {
    agent,
    token,
    claimedAt: "2026-11-20T10:00:00.000Z",
    until: "2026-11-20T10:30:00.000Z",
    boot: "3b0f5c3a-0d5f-4f0e-9f67-0f6c1f0a8a11",
    untilUptimeMs: 5_400_000,
  };
}

/** One event of every type there is; the type checker sees to it that none is missing. */
export const oneOfEach: { readonly [T in SyncEvent["type"]]: Of<T> } = {
  TaskObserved: observed("vikunja"),
  TaskGone: {
    type: "TaskGone",
    data: { side: "taskwarrior", how: "deleted", changedAt: "2026-11-20T10:05:00Z" },
  },
  TaskDeselected: { type: "TaskDeselected", data: { because: "it is not assigned to you" } },
  TaskSelected: { type: "TaskSelected", data: {} },
  DeletionHeld: { type: "DeletionHeld", data: { side: "taskwarrior" } },
  DeletionReleased: {
    type: "DeletionReleased",
    data: { side: "taskwarrior", because: "bring back" },
  },
  TaskWithdrawn: {
    type: "TaskWithdrawn",
    data: { side: "vikunja", reason: "project is archived" },
  },
  TaskLinked: linked(12),
  TaskUnlinked: unlinked(12),
  TaskMerged: {
    type: "TaskMerged",
    data: {
      base: { taskwarrior: { title: "Buy milk" }, vikunja: { title: "Buy milk" } },
      comments: [{ entry: "2026-11-20T09:00:00Z", commentId: "7" }],
    },
  },
  ConflictResolved: conflict("0c1b8f6e-9"),
  ConflictPicked: {
    type: "ConflictPicked",
    data: { conflictId: "0c1b8f6e-9", side: "taskwarrior" },
  },
  PushRequested: requested("vikunja"),
  PushConfirmed: confirmed("vikunja", 3),
  PushDropped: {
    type: "PushDropped",
    data: { side: "vikunja", request: 3, because: "decided anew" },
  },
  PushFailed: failed("vikunja", 3, "2026-11-20T10:10:00.000Z"),
  OccurrenceFinished: {
    type: "OccurrenceFinished",
    data: { doneAt: "2026-11-20T10:00:00Z", next: "8d9d1f3a-0b1c-5d2e-9f30-415263748596" },
  },
  OccurrenceReopened: { type: "OccurrenceReopened", data: { at: "2026-11-20T11:00:00Z" } },
  MessageRejected: {
    type: "MessageRejected",
    data: { message: '{"type":"Look"}', code: "INTERNAL", reason: "it fails every time" },
  },
  PartsLeftOut: {
    type: "PartsLeftOut",
    data: { side: "vikunja", parts: [{ what: 'label "bad"', why: "it is refused" }] },
  },
  RejectionsSettled: { type: "RejectionsSettled", data: { sides: ["taskwarrior", "vikunja"] } },
  TaskClaimed: { type: "TaskClaimed", data: lease(1) },
  ClaimRenewed: {
    type: "ClaimRenewed",
    data: { ...lease(1), until: "2026-11-20T10:45:00.000Z", untilUptimeMs: 6_300_000 },
  },
  ClaimMirrored: { type: "ClaimMirrored", data: { token: 1, assignee: "ann" } },
  ClaimReleased: { type: "ClaimReleased", data: { token: 1, because: "expired" } },
  LogBound: {
    type: "LogBound",
    data: { side: "vikunja", identity: { url: "https://vikunja.example", inbox: 1 } },
  },
  ChangesRead: cursorRead("vikunja", "2026-11-20T10:00:00Z|12", true),
  SyncCompleted: { type: "SyncCompleted", data: { summary: { linked: 1, durationMs: 120 } } },
  SyncFailed: {
    type: "SyncFailed",
    data: {
      code: "SERVER_UNAVAILABLE",
      message: "no answer",
      hint: null,
      since: "2026-11-20T10:00:00.000Z",
    },
  },
  FactsCached: {
    type: "FactsCached",
    data: { name: "projects", facts: [{ id: 1, title: "Inbox" }] },
  },
};
