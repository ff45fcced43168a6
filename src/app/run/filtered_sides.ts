import { isSteady } from "@/app/run/steady_filter.ts";
import { expressTask } from "@/domain/decide/express_task.ts";
import { jsonEqual } from "@/domain/json.ts";
import { noLinks } from "@/domain/links.ts";
import type { Policy, RunPolicy } from "@/domain/policy.ts";
import { byFilter } from "@/domain/selection.ts";
import { emptyPair, type PairState, unseen } from "@/domain/state.ts";
import type { PresentReading, Reading } from "@/domain/task.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import {
  type Changes,
  isPresent,
  type Replica,
  type Write,
  type Written,
} from "@/ports/replica.ts";
import type { Sides, TaskwarriorSide, VikunjaSide } from "@/ports/sides.ts";

/** An empty Taskwarrior with the user's settings, to try what a filter takes. */
export interface ScratchTaskwarrior extends AsyncDisposable {
  readonly replica: Pick<Replica, "write"> & Pick<TaskwarriorSide, "takenBy">;
}

export interface FilterDeps {
  readonly words: readonly string[];
  readonly log: Pick<
    LogReader,
    "streamOf" | "presenceOf" | "presentStreams" | "whyOutside" | "isOutside"
  >;
  readonly state: (streamId: string) => PairState;
  /** Whether every task was looked at by this filter: what is marked until then may be so by another one. */
  readonly isApplied: () => boolean;
  readonly policy: () => RunPolicy;
  readonly streamIdFor: (vikunjaId: number) => string;
  readonly scratch: (signal: AbortSignal) => Promise<ScratchTaskwarrior>;
}

/** Both sides with each reading marked by whether Taskwarrior's filter takes the task. */
export function filteredSides({ taskwarrior, vikunja }: Sides, deps: FilterDeps): Sides {
  return {
    taskwarrior: markedHere(taskwarrior, deps),
    vikunja: markedThere(vikunja, deps),
  };
}

function markedHere(
  side: TaskwarriorSide,
  { words, log, isApplied }: FilterDeps,
): TaskwarriorSide {
  const isOfTasksAlone = isSteady(words);
  const taken = (signal: AbortSignal) => side.takenBy(words, signal);
  const mark = (reading: Reading, by: ReadonlySet<string>): Reading =>
    isPresent(reading) ? { ...reading, isTaken: by.has(reading.id) } : reading;

  /** The filter may be about the time, or about other tasks: it takes others now, though nobody changed them. */
  function otherwise(by: ReadonlySet<string>, read: readonly Reading[]): readonly string[] {
    const isRead = new Set(read.map(({ id }) => id));
    return log.presentStreams("taskwarrior").filter((id) => {
      const because = log.whyOutside(id);
      const isNews = because === null ? !by.has(id) : because === byFilter && by.has(id);
      return isNews && !isRead.has(id);
    });
  }

  return {
    ...side,
    async changes(request, signal): Promise<Changes> {
      const changes = await side.changes(request, signal);
      const isQuiet = !changes.complete && changes.readings.length === 0;
      if (isQuiet && isOfTasksAlone && isApplied()) return changes;
      const by = await taken(signal);
      const news = changes.complete ? [] : otherwise(by, changes.readings);
      const more = news.length === 0 ? [] : (await side.read(news, signal)).filter(isPresent);
      return {
        ...changes,
        isStill: false,
        readings: [...changes.readings, ...more].map((each) => mark(each, by)),
      };
    },
    async read(ids, signal) {
      const readings = await side.read(ids, signal);
      if (!readings.some(isPresent)) return readings;
      const by = await taken(signal);
      return readings.map((each) => mark(each, by));
    },
    async write(writes, signal): Promise<readonly Written[]> {
      const outcomes = await side.write(writes, signal);
      const by = await taken(signal);
      return outcomes.map((outcome) =>
        outcome.kind === "failed" ? outcome : { ...outcome, reading: mark(outcome.reading, by) }
      );
    },
  };
}

function markedThere(side: VikunjaSide, deps: FilterDeps): VikunjaSide {
  const { log } = deps;

  function isAlone({ id }: Reading): boolean {
    const streamId = log.streamOf(Number(id));
    return streamId === null || log.presenceOf(streamId, "taskwarrior") === null;
  }

  /** What was tried before by this filter, and has not changed since. */
  function known({ id, task }: PresentReading): boolean | null {
    if (!deps.isApplied()) return null;
    const streamId = log.streamOf(Number(id));
    if (streamId === null) return null;
    const { vikunja } = deps.state(streamId);
    return jsonEqual(vikunja.task, task) ? vikunja.isTaken : null;
  }

  async function mark(readings: readonly Reading[], signal: AbortSignal) {
    const alone = readings.filter(isPresent).filter(isAlone);
    if (alone.length === 0) return readings;
    const marks = new Map(alone.map((each) => [each.id, known(each)] as const));
    const untried = alone.filter(({ id }) => marks.get(id) === null);
    const taken = await takenAsMade(untried, deps, signal);
    for (const { id } of untried) marks.set(id, taken.has(id));
    return readings.map((reading): Reading => {
      const isTaken = marks.get(reading.id) ?? null;
      return isTaken === null || !isPresent(reading) ? reading : { ...reading, isTaken };
    });
  }

  return {
    ...side,
    async changes(request, signal) {
      const changes = await side.changes(request, signal);
      return { ...changes, readings: await mark(changes.readings, signal) };
    },
    read: async (ids, signal) => await mark(await side.read(ids, signal), signal),
    readListed: async (ids, signal) => await mark(await side.readListed(ids, signal), signal),
  };
}

/**
 * Ids of those that the filter would take if they were made in Taskwarrior; they are, in a folder of their own. Without
 * notes, comments and dependencies, which filters hardly ask for and which cost much.
 */
async function takenAsMade(
  readings: readonly PresentReading[],
  deps: FilterDeps,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (readings.length === 0) return new Set();
  const policy: Policy = { ...deps.policy(), underWay: [] as const, ...withoutLinks(deps) };
  const idOf = new Map(readings.map(({ id }) => [deps.streamIdFor(Number(id)), id]));
  const writes = readings.flatMap((reading) => writeOf(reading, deps, policy));
  await using scratch = await deps.scratch(signal);
  await scratch.replica.write(writes, signal);
  const taken = await scratch.replica.takenBy(deps.words, signal);
  return new Set([...taken].flatMap((uuid) => idOf.get(uuid) ?? []));
}

function withoutLinks({ policy }: FilterDeps): Pick<Policy, "context"> {
  return { context: { ...policy().context, links: noLinks } };
}

function writeOf({ id, task }: PresentReading, deps: FilterDeps, policy: Policy): readonly Write[] {
  const streamId = deps.streamIdFor(Number(id));
  const { parents: _, ...others } = task;
  const plain = { ...others, notes: "", comments: [], depends: [] };
  const state: PairState = {
    ...emptyPair(streamId),
    vikunjaId: Number(id),
    vikunja: { ...unseen, id, presence: "present", task: plain },
  };
  const made = expressTask(state, "taskwarrior", policy);
  return made === null ? [] : [{
    key: `${streamId}@1`,
    id: streamId,
    push: made.push,
    requestedAt: policy.now,
    mayHaveHappened: false,
    link: null,
    linkedComments: [],
  }];
}
