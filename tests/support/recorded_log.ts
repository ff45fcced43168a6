import fc from "fast-check";
import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import { currentSchema } from "@/domain/upcast.ts";
import { anything, calm, ordinary, started, take } from "@tests/support/random_steps.ts";
import type { KeptEvent } from "@tests/support/golden_folds.ts";
import { confirmed, failed, milk, observed, requested } from "@tests/support/log_events.ts";
import { releasedEvents } from "@tests/support/released_log.ts";

/** Runs of both sides that are recorded beside one event of each kind. */
const runs = 16;

/** A log that this version leaves behind, with all that can be in one. */
export function recordedLog(): readonly KeptEvent[] {
  const streams = { ...releasedEvents, ...Object.fromEntries(sides.flatMap(rareEvents)) };
  const written = Object.entries(streams).flatMap(([streamId, events]) =>
    events.map((event) => kept(streamId, event))
  );
  const step = fc.oneof(anything, ordinary);
  const steps = fc.sample(fc.array(step, { minLength: 12, maxLength: 30, size: "max" }), {
    numRuns: runs,
    seed: 1,
  });
  return [
    ...written,
    ...steps.flatMap((each, index) => {
      const run = started(index % 2 === 0 ? "taskwarrior" : "vikunja");
      for (const step of each) take(run, step);
      calm(run);
      return run.sim.log.map(({ streamId, event }) => kept(`${index} ${streamId}`, event));
    }),
  ];
}

/** What only trouble brings about. */
function rareEvents(side: Side): readonly (readonly [string, readonly SyncEvent[]])[] {
  const requestedAt = "2026-11-20T10:00:00.000Z";
  const comments = {
    add: [{ from: "7", text: "hello", writtenAt: requestedAt }],
    edit: [],
    remove: [],
  };
  const dropped = (request: number): Extract<SyncEvent, { type: "PushDropped" }> => ({
    type: "PushDropped",
    data: { side, request, because: "decided anew" },
  });
  const seen = observed(side);
  const create: SyncEvent = {
    type: "PushRequested",
    data: {
      side,
      push: { kind: "create", task: milk, comments: comments.add, extra: null, link: 12 },
      source: { title: milk.title, labels: { add: milk.labels, remove: [] }, comments },
      requestedAt,
    },
  };
  const lost = [observed(otherSide(side)), create, failed(side, 2, requestedAt), dropped(2)];
  const made = { ...confirmed(side, 5).data, comments: [{ from: "7", to: "8" }], made: 2 };
  const unsure: readonly SyncEvent[] = [
    ...lost,
    {
      type: "PushRequested",
      data: {
        side,
        push: { kind: "update", patch: { comments }, expected: {} },
        source: { comments },
        requestedAt,
      },
    },
    failed(side, 5, requestedAt),
    dropped(5),
    {
      type: "PushRequested",
      data: {
        side,
        push: { kind: "update", patch: { notes: "both" }, expected: { notes: "one" } },
        source: { notes: "two" },
        requestedAt,
        settles: { taskwarrior: { notes: "two" }, vikunja: { notes: "one" } },
      },
    },
    { type: "PushFailed", data: { ...failed(side, 8, null).data, untried: true } },
    confirmed(side, 8),
  ];
  const patch = { labels: { add: ["bad"], remove: [] }, title: "Buy oat milk" };
  const refused: readonly SyncEvent[] = [
    {
      type: "TaskObserved",
      data: {
        ...seen.data,
        readOnly: "it is shared for reading",
        places: { colour: "uda:colour" },
        createdAt: "2026-11-20T09:00:00Z",
        changedWithin: {
          from: Date.UTC(2026, 10, 20, 9, 59, 58),
          until: Date.UTC(2026, 10, 20, 10),
          clock: "server",
        },
      },
    },
    requested(side),
    {
      type: "PushConfirmed",
      data: {
        ...confirmed(side, 2).data,
        leftOut: ['label "bad": it is refused'],
        lacks: { labels: patch.labels },
        undone: { title: patch.title },
      },
    },
    {
      type: "PartsLeftOut",
      data: { side, parts: [{ what: 'label "bad"', why: "it is refused" }], accepted: true },
    },
    { type: "TaskWithdrawn", data: { side, reason: "out of reach" } },
    {
      type: "OccurrenceFinished",
      data: { doneAt: "2026-11-20T10:00:00Z", next: "a", inferred: true },
    },
  ];
  const left: readonly SyncEvent[] = [
    { type: "TaskObserved", data: { ...seen.data, isTaken: false } },
    requested(side),
    { type: "TaskDeselected", data: { because: "it is not assigned to you" } },
    { type: "PushDropped", data: { ...dropped(2).data, maybeSent: true } },
    { type: "TaskGone", data: { side, how: "deleted", changedAt: requestedAt } },
    ...(side === "vikunja" ? [] : [{ type: "TaskSelected", data: {} } as const]),
  ];
  const gone: SyncEvent = { type: "TaskGone", data: { side, how: "deleted", changedAt: null } };
  const heldThere: SyncEvent = { type: "DeletionHeld", data: { side } };
  const released: SyncEvent = { type: "DeletionReleased", data: { side, because: "bring back" } };
  return [
    [`held ${side}`, [seen, gone, heldThere]],
    [`wanted ${side}`, [seen, gone, heldThere, released]],
    [`unsure ${side}`, unsure],
    [`left ${side}`, left],
    [`made ${side}`, [...lost, create, { type: "PushConfirmed", data: made }, seen]],
    [`refused ${side}`, refused],
  ];
}

function kept(streamId: string, { type, data }: SyncEvent): KeptEvent {
  return { streamId, type, schema: currentSchema(type), data: data as unknown as Json };
}
