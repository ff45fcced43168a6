import { SyncError } from "@/domain/errors.ts";
import { sides } from "@/domain/task.ts";
import type { FreeFilter } from "@/ports/claims.ts";
import type { Log } from "@/ports/log.ts";
import {
  projectPaths,
  streamNames,
  tagNames,
  vikunjaIds,
} from "@tests/support/arbitrary_events.ts";

const instants: readonly string[] = ["2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z"];
const names: readonly string[] = [
  "",
  "1",
  "12345",
  "0c1b",
  "0c1b8f6e",
  "0C1B8F6E-95F2",
  "7c1b9999-95f2",
  "log",
  "#1",
  "#9",
  ...streamNames,
];

/** What a log answers to everything that can be asked of it, by the question. */
export function everyAnswer({ store, reader, claims }: Log): Readonly<Record<string, unknown>> {
  const streams = [...streamNames, "log", "unknown"];
  const numbers = [...vikunjaIds, 99];
  return {
    streams: streams.map((id) => store.readStream(id)),
    rests: streams.map((id) => store.readStream(id, 2)),
    streamVersions: streams.map(store.streamVersion),
    pages: [0, 1, 5].map((position) => store.readAll(position, 3)),
    streamOf: numbers.map(reader.streamOf),
    vikunjaIdOf: streams.map(reader.vikunjaIdOf),
    linkCount: reader.linkCount(),
    isOutside: streams.map(reader.isOutside),
    whyOutside: streams.map(reader.whyOutside),
    aloneOutside: sides.map(reader.aloneOutside),
    pairCount: reader.pairCount(),
    selectedCount: sides.map(reader.selectedCount),
    isKnown: streams.map(reader.isKnown),
    presence: sides.map((side) => streams.map((id) => reader.presenceOf(id, side))),
    presentCount: sides.map(reader.presentCount),
    presentStreams: sides.map(reader.presentStreams),
    dependentsOf: streams.map((id) => reader.dependentsOf(new Set([id]))),
    dependentsOfAll: reader.dependentsOf(new Set(streams)),
    seenInVikunja: [1, 3, "all" as const, numbers].map(reader.seenInVikunja),
    createdInVikunja: numbers.map(reader.createdInVikunja),
    pendingPushes: reader.pendingPushes(),
    cursor: sides.map(reader.cursor),
    lastCompleteAt: sides.map(reader.lastCompleteAt),
    lastSyncAt: reader.lastSyncAt(),
    lastFailure: reader.lastFailure(),
    lastFailed: reader.lastFailed(),
    binding: sides.map(reader.binding),
    pendingList: reader.pendingList(),
    pendingCount: reader.pendingCount(),
    givenUpList: reader.givenUpList(),
    conflictList: reader.conflictList(),
    pickedConflicts: reader.pickedConflicts(),
    conflictCount: reader.conflictCount(),
    deadLetterList: reader.deadLetterList(),
    leftOutList: reader.leftOutList(),
    heldList: reader.heldList(),
    outOfScope: reader.outOfScope(),
    outsideOfSelection: reader.outsideOfSelection(),
    openDueBefore: instants.map(reader.openDueBefore),
    labelNames: reader.labelNames(),
    eventCount: reader.eventCount(),
    titleOf: streams.map(reader.titleOf),
    cachedFacts: ["projects", "other"].map(reader.cachedFacts),
    lastSummary: reader.lastSummary(),
    resolveTask: names.map((name) => answerOf(() => reader.resolveTask(name))),
    claimable: streams.map(claims.claimable),
    free: filters.map((filter) => claims.free(filter, 3)),
    leased: claims.leased(),
    labelled: tagNames.map(claims.labelled),
    shown: claims.shown(),
  };
}

const all = { project: null, tag: null, unready: true, nowMs: Date.parse("2026-11-20T00:00:00Z") };
const filters: readonly FreeFilter[] = [
  all,
  { ...all, unready: false },
  { ...all, nowMs: Date.parse("2027-01-01T00:00:00Z") },
  { ...all, unready: false, nowMs: Date.parse("2027-01-01T00:00:00Z") },
  ...projectPaths.map((project) => ({ ...all, project })),
  ...tagNames.map((tag) => ({ ...all, tag })),
  ...tagNames.map((tag) => ({ ...all, tag, project: ["Inbox"], unready: false })),
];

function answerOf(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    const { code, message, hint, details } = thrown;
    return { code, message, hint, details };
  }
}
