import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { LinkReason, SyncEvent } from "@/domain/events.ts";
import { type Candidate, recognise } from "@/domain/first_contact.ts";
import { noLinks } from "@/domain/links.ts";
import type { PairContext, ProjectNames, Representation } from "@/domain/representation.ts";
import type { Instant, PresentReading, Reading, Side } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import { type FinishedRule, isHistory, onThisClock, staying } from "@/triggers/history.ts";
import { type Alone, aloneLike, isAlone } from "@/triggers/alone_outside.ts";
import { isPresent } from "@/ports/replica.ts";
import { isAnother } from "@/triggers/restored_server.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import {
  createUnconfirmedCreates,
  isMadeBy,
  isSurelyMadeBy,
  type UnconfirmedCreate,
  type UnconfirmedCreates,
} from "@/triggers/unconfirmed_creates.ts";

export type Look = Extract<TaskCommand, { type: "Look" }>;
/** Of a task that is known from the log alone. */
export const nothingRead: Look = { type: "Look", readings: [] };
export type Readings = Readonly<Record<Side, readonly Reading[]>>;

export interface LooksDeps {
  readonly log: LogReader;
  readonly representation: Representation;
  /** Path of the Vikunja project that stands for «no project» in Taskwarrior. */
  readonly defaultProject: readonly string[];
  /** Without: each path is its own name. */
  readonly projects?: ProjectNames;
  /** The stream of a task born in Vikunja. */
  readonly streamIdFor: (vikunjaId: number, createdAt?: Instant) => string;
  readonly store: Pick<EventStore<SyncEvent>, "readStream" | "streamVersion">;
  /** What a create in Vikunja leaves on its task, by its key. */
  readonly markFor: (key: string) => Instant;
  /** Without: they are read each time. */
  readonly unconfirmed?: UnconfirmedCreates;
  /** Without: all finished tasks go over. */
  readonly finished?: FinishedRule;
  /** What was read of Taskwarrior is what changed since all of it was read. */
  readonly isNews?: boolean;
}

export interface Looks {
  readonly byStream: ReadonlyMap<string, Look>;
  /** New Vikunja tasks that were left for the next run: they are what we made and were not told of. */
  readonly held: readonly Reading[];
  /** New tasks that carry the id of a linked one: to be looked at once that is let go. */
  readonly replacing: readonly Reading[];
  /** New tasks in Taskwarrior that were finished too long ago to go over. */
  readonly stayed: number;
  readonly warnings: readonly string[];
}

/**
 * Sorts readings of both sides to the streams they belong to: by link, by first contact, else as a
 * new pair. What is gone and was never known concerns nobody.
 */
export function arrangeLooks(readings: Readings, deps: LooksDeps): Looks {
  const looks = new Map<string, Look>();
  const add = (streamId: string, side: Side, reading: Reading, link?: Look["link"]) => {
    const known = looks.get(streamId)?.readings ?? [];
    const look: Look = { type: "Look", readings: [...known, { side, reading }] };
    looks.set(streamId, link === undefined ? look : { ...look, link });
  };
  const strangers: PresentReading[] = [];
  const alone: Record<Side, PresentReading[]> = { taskwarrior: [], vikunja: [] };
  const isAloneOn = (side: Side, streamId: string, reading: Reading): reading is PresentReading =>
    reading.kind === "present" && isAlone(deps, streamId, side);
  const replacing: Reading[] = [];
  let creates: readonly UnconfirmedCreate[] | null = null;
  const held: Reading[] = [];
  for (const reading of readings.vikunja) {
    const streamId = deps.log.streamOf(Number(reading.id));
    if (streamId !== null && isReplaced(reading, deps.log)) {
      replacing.push(reading);
      add(streamId, "vikunja", { kind: "gone", id: reading.id, how: "deleted", changedAt: null });
    } else if (streamId !== null) {
      add(streamId, "vikunja", reading);
      if (isAloneOn("vikunja", streamId, reading)) alone.vikunja.push(reading);
    } else if (reading.kind === "present") {
      creates ??= (deps.unconfirmed ?? createUnconfirmedCreates(deps))();
      const own = creates.find((create) => isMadeBy(create, reading));
      if (own === undefined) strangers.push(reading);
      else if (own.isOutside && !isSurelyMadeBy(own, reading)) continue;
      else if (!own.dead && !own.isOutside) held.push(reading);
      else add(own.streamId, "vikunja", reading, linkTo(reading));
    }
  }
  const newcomers: PresentReading[] = [];
  for (const reading of readings.taskwarrior) {
    const known = deps.log.isKnown(reading.id);
    if (known) {
      add(reading.id, "taskwarrior", reading);
      if (isAloneOn("taskwarrior", reading.id, reading)) alone.taskwarrior.push(reading);
    } else if (reading.kind === "present") newcomers.push(reading);
  }
  const ours = [...newcomers, ...alone.taskwarrior];
  const theirs = [...strangers, ...alone.vikunja];
  const contact = recognise(
    [...ours, ...aloneLike(deps, "taskwarrior", theirs, readings.taskwarrior)]
      .map((each) => candidate(each, "taskwarrior", deps)),
    [...theirs, ...aloneLike(deps, "vikunja", ours, readings.vikunja)]
      .map((each) => candidate(each, "vikunja", deps)),
  );
  const partner = new Map(contact.matches.map((match) => [match.vikunja, match]));
  const matched = new Set(contact.matches.map((match) => match.taskwarrior));
  const unmatched = newcomers.filter(({ id }) => !matched.has(id));
  const linked = readings.taskwarrior.filter(isPresent)
    .filter(({ id }) => matched.has(id) || deps.log.isKnown(id));
  const since = (vikunjaId: number) => {
    const streamId = deps.log.streamOf(vikunjaId);
    const known = streamId === null ? undefined : deps.store.readStream(streamId)[0];
    return known === undefined ? null : onThisClock(known.recordedAt, deps.finished?.now);
  };
  const stayed = deps.finished === undefined
    ? new Set()
    : staying(unmatched, linked, { ...deps.finished, since, isNews: deps.isNews === true });
  for (const reading of newcomers) {
    const { id } = reading;
    const isLeft = isHistory(reading, since, deps.isNews) || stayed.has(id);
    if (matched.has(id) || !isLeft) add(id, "taskwarrior", reading);
  }
  for (const reading of strangers) {
    const vikunjaId = Number(reading.id);
    const match = partner.get(reading.id);
    const streamId = match?.taskwarrior ?? ownStream(reading, deps);
    const because: LinkReason = match?.because ?? "created";
    add(streamId, "vikunja", reading, { vikunjaId, because });
  }
  for (const { taskwarrior, vikunja, because } of contact.matches) {
    const vikunjaId = Number(vikunja);
    const takesFrom = deps.log.streamOf(vikunjaId);
    if (takesFrom === null) continue;
    const own = looks.get(taskwarrior)?.readings ?? [];
    const taken = looks.get(takesFrom)?.readings ?? [];
    looks.delete(takesFrom);
    const link = { vikunjaId, because };
    looks.set(taskwarrior, { type: "Look", readings: [...own, ...taken], link, takesFrom });
  }
  return {
    byStream: looks,
    held,
    replacing,
    stayed: stayed.size,
    warnings: contact.ambiguous.filter(({ title }) =>
      [...newcomers, ...strangers].some(({ task }) => task.title === title)
    ).map(({ title, count }) =>
      `${count} tasks called ${JSON.stringify(title)} in one project: left apart; ` +
      `to link two, note \`vikunja_id: N\` on one or give them the same due date`
    ),
  };
}

/** The server gave the id out again after a backup was put back. */
function isReplaced(reading: Reading, log: LogReader): boolean {
  return reading.kind === "present" &&
    isAnother(log.createdInVikunja(Number(reading.id)), reading);
}

/** Where the id was another task's before, that one's stream is not touched. */
function ownStream({ id, createdAt }: PresentReading, { log, streamIdFor }: LooksDeps): string {
  const usual = streamIdFor(Number(id));
  const isTaken = log.isKnown(usual) &&
    (log.vikunjaIdOf(usual) !== null || log.presenceOf(usual, "taskwarrior") === "deleted");
  return isTaken ? streamIdFor(Number(id), createdAt) : usual;
}

function linkTo({ id }: PresentReading): NonNullable<Look["link"]> {
  return { vikunjaId: Number(id), because: "created" };
}

function candidate(
  { task, id, linkHint = null }: Alone & Partial<Pick<PresentReading, "linkHint">>,
  side: Side,
  deps: LooksDeps,
): Candidate {
  const context: PairContext = {
    vikunjaId: null,
    defaultProject: deps.defaultProject,
    links: noLinks,
    ...(deps.projects === undefined ? {} : { projects: deps.projects }),
  };
  const { express } = deps.representation;
  const project = side === "vikunja"
    ? task.project
    : express("project", task.project, "vikunja", null, context);
  const title = side === "taskwarrior"
    ? task.title
    : express("title", task.title, "taskwarrior", null, { ...context, vikunjaId: Number(id) });
  return { id, title, project, dueAt: task.dueAt, done: task.done, linkHint };
}
