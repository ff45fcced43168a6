import fc from "fast-check";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { conflict, lease, milk, oneOfEach, requested } from "@tests/support/log_events.ts";

type Of<T extends SyncEvent["type"]> = Extract<SyncEvent, { readonly type: T }>;
type Data<T extends SyncEvent["type"]> = Of<T>["data"];

/** Few streams, names and ids, so that events meet. */
export const streamNames: readonly string[] = [
  "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960",
  "0c1b8f6e-aaaa-4f5e-8f6b-1d2c3b4a5960",
  "0c1b9999-95f2-4f5e-8f6b-1d2c3b4a5960",
  "7c1b9999-95f2-4f5e-8f6b-1d2c3b4a5960",
];
export const vikunjaIds: readonly number[] = [1, 2, 3, 4];
export const tagNames: readonly string[] = ["next", "shop", "Ünïcode 🌱"];
export const projectPaths: readonly (readonly string[])[] = [
  [],
  ["Inbox"],
  ["Inbox", "deep"],
  ["🌱"],
  ["🌱", "deep"],
  ['say "hi"', "work", "garden"],
];

const side: fc.Arbitrary<Side> = fc.constantFrom(...sides);
const instant = fc.constantFrom(
  "2026-11-01T00:00:00Z",
  "2026-11-19T23:59:59Z",
  "2026-11-21T05:00:00Z",
  "2026-12-24T18:00:00Z",
);
const instantOrNull = fc.option(instant);
const version = fc.integer({ min: 1, max: 6 });
const aLease = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom("ada", "bob"), instant)
  .map(([token, agent, claimedAt]) => ({ ...lease(token, agent), claimedAt }));

const task: fc.Arbitrary<Task> = fc.record({
  title: fc.constantFrom("Buy milk", "dig", "Ünïcode 🌱"),
  project: fc.constantFrom(...projectPaths),
  labels: fc.subarray([...tagNames]),
  priority: fc.integer({ min: 0, max: 5 }),
  dueAt: instantOrNull,
  scheduledAt: instantOrNull,
  done: fc.boolean(),
  comments: fc.subarray(["1", "2", "3"]).map((ids) => ids.map((id) => ({ id, text: "hello" }))),
}, { noNullPrototype: true }).map((some) => ({ ...milk, ...some }));

/** A look at either side, each naming others as that side does. */
const observed: fc.Arbitrary<Data<"TaskObserved">> = fc.record({
  side,
  task,
  changedAt: instant,
  createdAt: fc.option(instant, { nil: undefined }),
  streams: fc.subarray([...streamNames]),
  numbers: fc.subarray([...vikunjaIds]),
  wait: fc.option(fc.constantFrom("20261101T000000Z", "20261224T180000Z")),
  isStarted: fc.boolean(),
}).map((seen) => ({
  side: seen.side,
  id: "12",
  changedAt: seen.changedAt,
  ...(seen.createdAt === undefined ? {} : { createdAt: seen.createdAt }),
  task: {
    ...seen.task,
    depends: seen.side === "taskwarrior" ? seen.streams : seen.numbers.map(String),
  },
  extra: {
    ...(seen.wait === null ? {} : { wait: seen.wait }),
    ...(seen.isStarted ? { start: "20261101T000000Z" } : {}),
  },
}));

const dataOf: { readonly [T in SyncEvent["type"]]: fc.Arbitrary<Data<T>> } = {
  TaskObserved: observed,
  TaskGone: fc.record({
    side,
    how: fc.constantFrom("deleted", "missing"),
    changedAt: instantOrNull,
  }, { noNullPrototype: true }),
  DeletionHeld: side.map((of) => ({ side: of })),
  DeletionReleased: fc.record({
    side,
    because: fc.constantFrom("let go", "bring back", "there again", "gone on both sides"),
  }, { noNullPrototype: true }),
  TaskWithdrawn: side.map((of) => ({ side: of, reason: `${of} is out of reach` })),
  TaskDeselected: side.map((of) => ({ because: `${of} is not selected` })),
  TaskSelected: fc.constant({}),
  TaskLinked: fc.constantFrom(...vikunjaIds)
    .map((vikunjaId) => ({ vikunjaId, because: "created" as const })),
  TaskUnlinked: fc.constantFrom(...vikunjaIds)
    .map((vikunjaId) => ({ vikunjaId, because: "deleted, made again" })),
  TaskMerged: fc.constant(oneOfEach.TaskMerged.data),
  ConflictResolved: fc.constantFrom("a", "b", "c").map((id) => conflict(id).data),
  ConflictPicked: fc.record(
    { conflictId: fc.constantFrom("a", "b", "c"), side },
    { noNullPrototype: true },
  ),
  PushRequested: side.map((of) => requested(of).data),
  PushConfirmed: fc.tuple(side, version)
    .map(([of, request]) => ({ ...oneOfEach.PushConfirmed.data, side: of, request })),
  PushDropped: fc.tuple(side, version)
    .map(([of, request]) => ({ side: of, request, because: "decided anew" })),
  PushFailed: fc.record({
    side,
    request: version,
    code: fc.constantFrom("SERVER_UNAVAILABLE", "NOT_FOUND"),
    message: fc.constantFrom("no answer", ""),
    attempt: version,
    retryAt: instantOrNull,
  }, { noNullPrototype: true }),
  OccurrenceFinished: fc.constant(oneOfEach.OccurrenceFinished.data),
  OccurrenceReopened: fc.constant(oneOfEach.OccurrenceReopened.data),
  PartsLeftOut: fc.record({
    side,
    parts: fc.subarray([{ what: 'label "bad"', why: "it is refused" }]),
    accepted: fc.boolean(),
  }).map(({ accepted, ...rest }) => accepted ? { ...rest, accepted: true as const } : rest),
  MessageRejected: fc.constantFrom(
    { type: "Look", readings: [{ side: "vikunja" }] },
    { type: "Look", readings: [{ side: "taskwarrior" }] },
    '{"type":"Look"}',
  ).map((message) => ({ message, code: "INTERNAL" as const, reason: "it fails every time" })),
  RejectionsSettled: fc.subarray([...sides]).map((seen) => ({ sides: seen })),
  TaskClaimed: aLease,
  ClaimRenewed: aLease,
  ClaimReleased: fc.constant(oneOfEach.ClaimReleased.data),
  ClaimMirrored: fc.record({
    token: fc.option(version),
    assignee: fc.option(fc.constant("ann")),
  }, { noNullPrototype: true }),
  LogBound: side.map((of) => ({ side: of, identity: { url: "https://vikunja.example" } })),
  ChangesRead: fc.record({
    side,
    cursor: fc.constantFrom("1", '{"line":"3"}'),
    complete: fc.boolean(),
    count: version,
  }, { noNullPrototype: true }),
  SyncCompleted: fc.constant(oneOfEach.SyncCompleted.data),
  SyncFailed: fc.constant(oneOfEach.SyncFailed.data),
  FactsCached: version.map((count) => ({ name: "projects", facts: [{ count }] })),
};

const logTypes: ReadonlySet<SyncEvent["type"]> = new Set<LogEvent["type"]>([
  "LogBound",
  "ChangesRead",
  "SyncCompleted",
  "SyncFailed",
  "FactsCached",
]);

function eventsOf(types: readonly SyncEvent["type"][]): fc.Arbitrary<SyncEvent> {
  return fc.oneof(
    ...types.map((type) => dataOf[type].map((data) => ({ type, data }) as SyncEvent)),
  );
}

const types = Object.keys(dataOf) as readonly SyncEvent["type"][];

/** Of any kind that concerns a task, and of any that concerns the log as a whole. */
export const taskEvent = eventsOf(types.filter((type) => !logTypes.has(type)));
export const logEvent = eventsOf(types.filter((type) => logTypes.has(type)));
