import { isAskedProject } from "@/domain/asked_project.ts";
import { SyncError } from "@/domain/errors.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { sides } from "@/domain/task.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import { readStream } from "@/app/history/read_stream.ts";
import { statesAt } from "@/app/history/states_at.ts";
import type { Turns } from "@/ports/turns.ts";
import { candidates, findOperation, type Found } from "@/app/taking_back/find_target.ts";
import { pastOfPart } from "@/app/taking_back/past_of_part.ts";
import type { Run } from "@/app/run/run.ts";
import type { RestoreTarget, TakeBackTarget } from "@/ports/take_back.ts";

type Stored = readonly StoredEvent<SyncEvent>[];

/** What is to be taken back of a task. */
export interface TakenPart {
  readonly task: string;
  readonly past: TaskPast;
  /** Log position after which it was edited since. */
  readonly since: number;
  /** All of the task, as they were read for this, and what it is by them. */
  readonly events: Stored;
  readonly now: PairState;
}

/** One after the other, so that none but the one in hand is in memory. */
export type TakenParts = AsyncGenerator<TakenPart, void, undefined>;

type Undo = Exclude<TakeBackTarget, RestoreTarget>;
type ReadRun = Pick<Run, "store" | "history" | "log">;

function historyOf({ store, history, log }: ReadRun): LogHistory {
  return createLogHistory({ store, history, reader: log });
}

/** All that differs since then; `asOf`: what came later is not to be taken back. */
export async function* pastsSince(
  run: ReadRun,
  target: RestoreTarget,
  asOf: number,
  turns: Turns,
): TakenParts {
  const { exact, project } = target;
  const named = target.tasks.map((name) => run.log.resolveTask(name));
  const from = await turns.through(historyOf(run).positionOf(target.at, null));
  if (from === 0) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot restore: the log does not reach back to ${target.at}`,
      {
        hint: "See `history`.",
      },
    );
  }
  const changed = await turns.through(run.history.streamsIn({ after: from, upTo: asOf }));
  const tasks = changed.filter((each) =>
    each !== logStreamId && (named.length === 0 || named.includes(each))
  );
  const then = timeOf(run, from);
  for (const task of tasks) {
    const events = await turns.through(readStream(run, task));
    const { before, after, now } = await turns.through(statesOf(task, events, [from, asOf]));
    const isIn = project === null ||
      [before, after].some((state) => isAskedProject(projectOf(state), project));
    if (!isIn) continue;
    const isNew = before.version > 0 || wasMadeAfter(events, then);
    const mayGo = exact && after.finished === null && isNew && !isNextDate(events);
    yield { task, past: pastBetween(before, after, mayGo), since: asOf, events, now };
  }
}

function* statesOf(task: string, events: Stored, [from, upTo]: readonly [number, number]) {
  const nothing = emptyPair(task);
  const states = yield* statesAt(nothing, events, [from, upTo, Infinity]);
  const [before = nothing, after = before, now = after] = states;
  return { before, after, now };
}

function timeOf({ store }: ReadRun, position: number): string {
  const [stored] = store.readAll(position - 1, 1);
  return stored?.recordedAt ?? "";
}

/** What was seen for the first time may have been there long before. */
function wasMadeAfter(events: Stored, instant: string): boolean {
  const first = events.find(({ event }) => event.type === "TaskObserved");
  if (first?.event.type !== "TaskObserved") return false;
  const { createdAt, changedAt } = first.event.data;
  return Date.parse(createdAt ?? changedAt) > Date.parse(instant);
}

/** A date that follows another one is the Vikunja task of that one. */
function isNextDate(events: Stored): boolean {
  return events.some(({ event }) =>
    event.type === "TaskLinked" && event.data.because === "next date"
  );
}

function projectOf(state: PairState): string {
  const [task] = sides.flatMap((side) => state[side].task ?? []);
  return task === undefined ? "" : encodeProject(task.project) ?? "";
}

/** `null`: there is none. @throws {SyncError} `NOT_FOUND`, `USAGE` */
export async function operationToTakeBack(
  run: ReadRun,
  { kind, of }: Undo,
  turns: Turns,
  hasEffect: (parts: TakenParts) => Promise<boolean>,
): Promise<Found | null> {
  const history = historyOf(run);
  if (of !== null) return await turns.through(findOperation(history, kind, of));
  for (const found of candidates(history, kind)) {
    await turns.next();
    if (found !== undefined && await hasEffect(pastsOf(run, found, turns))) return found;
  }
  return null;
}

/** What an operation did to each task of which nobody has taken it back yet. */
export async function* pastsOf(
  run: ReadRun,
  { operation, tasks }: Found,
  turns: Turns,
): TakenParts {
  // What was there before the log began was not made by the operation; what a move like this one made was made by us.
  const begin = timeOf(run, 1);
  const isOurs = operation.of !== null || operation.kind === "restore";
  const left = new Set(tasks);
  for (const part of operation.parts) {
    const { task, upTo: since } = part;
    if (!left.has(task)) continue;
    const events = await turns.through(readStream(run, task));
    const states = await turns.through(statesOf(task, events, [part.from - 1, since]));
    const mayGo = isOurs || wasMadeAfter(events, begin);
    const past = pastOfPart({ part, operation, events, ...states }, mayGo);
    yield { task, past, since, events, now: states.now };
  }
}
