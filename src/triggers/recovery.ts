import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Instant, PresentReading, Reading, Side } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import { isPresent } from "@/ports/replica.ts";
import { bringBackCommand, makeAgainCommand } from "@/triggers/lost_values.ts";
import type { Sign } from "@/triggers/restored_server.ts";
import { stampsFrom } from "@/triggers/server_check.ts";

export interface RecoveryDeps {
  readonly log: LogReader & Pick<LogQueries, "cachedFacts" | "heldList">;
  readonly store: Pick<EventStore<SyncEvent>, "readStream">;
  readonly now: () => Date;
}

/** What is to be done before all else, by task; the readings it is about are dealt with by it. */
export type Recovery = ReadonlyMap<string, TaskCommand>;

interface SideRecovery {
  readonly commands: Recovery;
  /** The backup is at least as young as this; kept until all is done, since what is written then is younger. */
  readonly madeAt: Instant;
}

/** Name of the fact that a side is being brought back, and from a backup of when. */
const underWay = (side: Side) => `recovering.${side}`;

/** `null`: nothing of the kind was begun, or it was done. */
export function begunRecovery(
  log: Pick<LogQueries, "cachedFacts">,
  side: Side,
): Instant | null {
  const madeAt = log.cachedFacts(underWay(side))?.facts;
  return typeof madeAt === "string" ? madeAt : null;
}

export function beginRecovery(side: Side, madeAt: Instant): LogEvent {
  return { type: "FactsCached", data: { name: underWay(side), facts: madeAt } };
}

interface Held {
  readonly streamId: string;
  readonly reading: PresentReading;
  readonly history: readonly StoredEvent<SyncEvent>[];
  /** As the log saw it last on that side. */
  readonly last: Extract<SyncEvent, { type: "TaskObserved" }>["data"];
}

/** Brings back to Vikunja what a backup there has lost. */
export function recoverVikunja(
  deps: RecoveryDeps,
  signs: readonly Sign[],
  readings: readonly Reading[],
): SideRecovery {
  const recovery = new Map<string, TaskCommand>();
  for (const sign of signs) {
    if (sign.kind === "another" || sign.kind === "lost") {
      recovery.set(sign.seen.streamId, makeAgainCommand("vikunja"));
    }
    if (sign.kind === "back" && !sign.isChanged) {
      recovery.set(sign.streamId, deleteThereToo(sign.reading));
    }
  }
  const linked = (reading: Reading) => deps.log.streamOf(Number(reading.id));
  const held = heldOf(deps, "vikunja", readings, linked)
    .filter(({ streamId }) => !recovery.has(streamId));
  const madeAt = begunRecovery(deps.log, "vikunja") ?? ageOf(held);
  addOlder(recovery, "vikunja", held, madeAt);
  const highest = Math.max(0, ...held.map(({ reading }) => Number(reading.id)));
  for (const reading of readings) {
    const streamId = linked(reading);
    const id = Number(reading.id);
    // Ids only grow: what lies above all that is there was not made yet, nor what was made later.
    const isYounger = id > highest || (deps.log.createdInVikunja(id) ?? "") > madeAt;
    const isLost = reading.kind === "gone" && isYounger;
    if (isLost && streamId !== null && deps.log.presenceOf(streamId, "vikunja") === "present") {
      recovery.set(streamId, makeAgainCommand("vikunja"));
    }
  }
  return { commands: recovery, madeAt };
}

/** Brings back to Taskwarrior what a backup there has lost. */
export function recoverTaskwarrior(
  deps: RecoveryDeps,
  readings: readonly Reading[],
): SideRecovery {
  const { log } = deps;
  const recovery = new Map<string, TaskCommand>();
  const known = readings.filter(({ id }) => log.isKnown(id));
  for (const { id, kind } of known) {
    if (kind === "gone" && log.presenceOf(id, "taskwarrior") === "present") {
      recovery.set(id, makeAgainCommand("taskwarrior"));
    }
  }
  const held = heldOf(deps, "taskwarrior", known, ({ id }) => id);
  const madeAt = begunRecovery(log, "taskwarrior") ?? ageOf(held);
  addOlder(recovery, "taskwarrior", held, madeAt);
  return { commands: recovery, madeAt };
}

/** From now on both are as they are: what was seen before says nothing any more. */
export function settledAs({ now }: RecoveryDeps, side: Side): readonly LogEvent[] {
  const done: LogEvent = { type: "FactsCached", data: { name: underWay(side), facts: null } };
  if (side === "taskwarrior") return [done];
  const facts = now().toISOString();
  return [done, { type: "FactsCached", data: { name: stampsFrom, facts } }];
}

function heldOf(
  { store }: RecoveryDeps,
  side: Side,
  readings: readonly Reading[],
  streamOf: (reading: Reading) => string | null,
): readonly Held[] {
  return readings.filter(isPresent).flatMap((reading): Held[] => {
    const streamId = streamOf(reading);
    if (streamId === null) return [];
    const history = store.readStream(streamId);
    const last = history.map(({ event }) => event).findLast((event) =>
      event.type === "TaskObserved" && event.data.side === side
    );
    return last?.type === "TaskObserved" ? [{ streamId, reading, history, last: last.data }] : [];
  });
}

/** Of the youngest task in the backup that nobody touched since; empty: there is none. */
function ageOf(held: readonly Held[]): Instant {
  const untouched = held.filter(({ reading, last }) => reading.changedAt <= last.changedAt);
  return untouched.map(({ reading }) => reading.changedAt).toSorted().at(-1) ?? "";
}

/**
 * Tasks that the log saw last before the backup was made are in it as they were, and what differs in them was
 * edited afterwards.
 */
function addOlder(
  recovery: Map<string, TaskCommand>,
  side: Side,
  held: readonly Held[],
  madeAt: Instant,
): void {
  for (const { streamId, reading, history, last } of held) {
    const isSame = jsonEqual(reading.task, last.task) && jsonEqual(reading.extra, last.extra);
    const isInBackup = last.changedAt < madeAt && reading.changedAt >= last.changedAt;
    if (isSame || isInBackup) {
      if (isGoneIn(history, side)) recovery.set(streamId, bringBackCommand(side, reading, history));
      continue;
    }
    recovery.set(streamId, bringBackCommand(side, reading, history));
  }
}

/** Whether the log saw it go after it saw it last. */
function isGoneIn(history: readonly StoredEvent<SyncEvent>[], side: Side): boolean {
  const last = history.map(({ event }) => event).findLast((event) =>
    (event.type === "TaskObserved" || event.type === "TaskGone") && event.data.side === side
  );
  return last?.type === "TaskGone";
}

/** Its pair knows it as deleted, so once it is linked again it goes. */
function deleteThereToo(reading: PresentReading): TaskCommand {
  const link = { vikunjaId: Number(reading.id), because: "adopted" } as const;
  return { type: "Look", readings: [{ side: "vikunja", reading }], link };
}
