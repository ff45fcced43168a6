import type { TaskCommand } from "@/domain/commands.ts";
import type { LinkReason } from "@/domain/events.ts";
import { type Candidate, recognise } from "@/domain/first_contact.ts";
import type { PairContext, Representation } from "@/domain/representation.ts";
import type { PresentReading, Reading, Side } from "@/domain/task.ts";
import type { LogReader } from "@/ports/log_reader.ts";

export type Look = Extract<TaskCommand, { type: "Look" }>;
export type Readings = Readonly<Record<Side, readonly Reading[]>>;

export interface LooksDeps {
  readonly log: LogReader;
  readonly representation: Representation;
  readonly context: Omit<PairContext, "vikunjaId">;
  /** The stream of a task born in Vikunja. */
  readonly streamIdFor: (vikunjaId: number) => string;
}

export interface Looks {
  readonly byStream: ReadonlyMap<string, Look>;
  /** New Vikunja tasks were left for the next run: one of them may be what we made and were not told of. */
  readonly held: boolean;
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
  const held = uncertainCreates(deps.log);
  for (const reading of readings.vikunja) {
    const streamId = deps.log.streamOf(Number(reading.id));
    if (streamId !== null) add(streamId, "vikunja", reading);
    else if (reading.kind === "present" && held === 0) strangers.push(reading);
  }
  const newcomers: PresentReading[] = [];
  for (const reading of readings.taskwarrior) {
    const known = deps.log.isKnown(reading.id);
    if (known) add(reading.id, "taskwarrior", reading);
    else if (reading.kind === "present") newcomers.push(reading);
  }
  const contact = recognise(
    newcomers.map((reading) => candidate(reading, "taskwarrior", deps)),
    strangers.map((reading) => candidate(reading, "vikunja", deps)),
  );
  const partner = new Map(contact.matches.map((match) => [match.vikunja, match]));
  const matched = new Set(contact.matches.map((match) => match.taskwarrior));
  for (const reading of newcomers) {
    if (matched.has(reading.id) || !isHistory(reading)) add(reading.id, "taskwarrior", reading);
  }
  for (const reading of strangers) {
    const vikunjaId = Number(reading.id);
    const match = partner.get(reading.id);
    const streamId = match?.taskwarrior ?? deps.streamIdFor(vikunjaId);
    const because: LinkReason = match?.because ?? "created";
    add(streamId, "vikunja", reading, { vikunjaId, because });
  }
  return {
    byStream: looks,
    held: held > 0,
    warnings: contact.ambiguous.map(({ title, count }) =>
      `${count} tasks called ${JSON.stringify(title)} in one project: left apart; ` +
      `to link two, note \`vikunja_id: N\` on one or give them the same due date`
    ),
  };
}

/**
 * Finished, and linked by an earlier log to a task that is another one's or gone: a finished date of a repeating
 * task, for one. Making it again in Vikunja would double what was there.
 */
function isHistory({ task, linkHint }: PresentReading): boolean {
  return task.done && linkHint !== null;
}

/** Creates in Vikunja that may have arrived without an answer, even after asking again. */
function uncertainCreates(log: LogReader): number {
  return log.pendingPushes().filter(({ streamId, side, dead }) =>
    side === "vikunja" && !dead && log.vikunjaIdOf(streamId) === null
  ).length;
}

function candidate(reading: PresentReading, side: Side, deps: LooksDeps): Candidate {
  const { task, id, linkHint } = reading;
  const context: PairContext = { ...deps.context, vikunjaId: null };
  const { express } = deps.representation;
  const project = side === "vikunja"
    ? task.project
    : express("project", task.project, "vikunja", null, context);
  const title = side === "taskwarrior"
    ? task.title
    : express("title", task.title, "taskwarrior", null, { ...context, vikunjaId: Number(id) });
  return { id, title, project, dueAt: task.dueAt, done: task.done, linkHint };
}
