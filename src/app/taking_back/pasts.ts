import { isAskedProject } from "@/domain/asked_project.ts";
import { SyncError } from "@/domain/errors.ts";
import { logStreamId } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import { candidates, findOperation, type Found } from "@/app/taking_back/find_target.ts";
import { pastOfPart } from "@/app/taking_back/past_of_part.ts";
import type { Run } from "@/app/run/run.ts";
import type { RestoreTarget, TakeBackTarget } from "@/ports/take_back.ts";

/** What is to be taken back of a task, and the log position after which it was edited since. */
export interface TakenPart {
  readonly past: TaskPast;
  readonly since: number;
}

/** By task. */
export type Pasts = ReadonlyMap<string, TakenPart>;

type Undo = Exclude<TakeBackTarget, RestoreTarget>;
type ReadRun = Pick<Run, "store" | "history" | "log">;

function historyOf({ store, history, log }: ReadRun): LogHistory {
  return createLogHistory({ store, history, reader: log });
}

/** All that differs since then; `asOf`: what came later is not to be taken back. */
export function pastsSince(run: ReadRun, target: RestoreTarget, asOf: number): Pasts {
  const history = historyOf(run);
  const { exact, project } = target;
  const named = target.tasks.map((name) => run.log.resolveTask(name));
  const from = history.positionOf(target.at, null);
  if (from === 0) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot restore: the log does not reach back to ${target.at}`,
      {
        hint: "See `history`.",
      },
    );
  }
  const changed = run.history.streamsIn({ after: from, upTo: asOf })
    .filter((each) => each !== logStreamId);
  const tasks = named.length === 0 ? changed : changed.filter((each) => named.includes(each));
  return new Map(tasks.flatMap((task) => {
    const [before, after] = [history.stateAt(task, from), history.stateAt(task, asOf)];
    const isIn = project === null ||
      [before, after].some((state) => isAskedProject(projectOf(state), project));
    if (!isIn) return [];
    const isNew = before.version > 0 || wasMadeAfter(run, task, timeOf(run, from));
    const mayGo = exact && after.finished === null && isNew && !isNextDate(run, task);
    return [[task, { past: pastBetween(before, after, mayGo), since: asOf }] as const];
  }));
}

function timeOf({ store }: ReadRun, position: number): string {
  const [stored] = store.readAll(position - 1, 1);
  return stored?.recordedAt ?? "";
}

/** What was seen for the first time may have been there long before. */
function wasMadeAfter({ store }: ReadRun, task: string, instant: string): boolean {
  const first = store.readStream(task).find(({ event }) => event.type === "TaskObserved");
  if (first?.event.type !== "TaskObserved") return false;
  const { createdAt, changedAt } = first.event.data;
  return Date.parse(createdAt ?? changedAt) > Date.parse(instant);
}

/** A date that follows another one is the Vikunja task of that one. */
function isNextDate({ store }: ReadRun, task: string): boolean {
  return store.readStream(task).some(({ event }) =>
    event.type === "TaskLinked" && event.data.because === "next date"
  );
}

function projectOf(state: PairState): string {
  const [task] = sides.flatMap((side) => state[side].task ?? []);
  return task === undefined ? "" : encodeProject(task.project) ?? "";
}

/** The operation that is meant, with what it did to each task that nobody has taken back yet. */
export interface TakenOperation extends Found {
  readonly pasts: Pasts;
}

/** `null`: there is none. @throws {SyncError} `NOT_FOUND`, `USAGE` */
export async function operationToTakeBack(
  run: ReadRun,
  { kind, of }: Undo,
  hasEffect: (pasts: Pasts) => Promise<boolean>,
): Promise<TakenOperation | null> {
  const history = historyOf(run);
  if (of !== null) return withPasts(run, findOperation(history, kind, of));
  for (const found of candidates(history, kind)) {
    const taken = withPasts(run, found);
    if (await hasEffect(taken.pasts)) return taken;
  }
  return null;
}

function withPasts(run: ReadRun, found: Found): TakenOperation {
  const { operation, tasks } = found;
  // What was there before the log began was not made by the operation; what a move like this one made was made by us.
  const begin = timeOf(run, 1);
  const isOurs = operation.of !== null || operation.kind === "restore";
  const pasts = operation.parts.filter(({ task }) => tasks.includes(task)).map((part) => {
    const mayGo = isOurs || wasMadeAfter(run, part.task, begin);
    const past = pastOfPart(part, operation, run.store.readStream(part.task), mayGo);
    return [part.task, { past, since: part.upTo }] as const;
  });
  return { ...found, pasts: new Map(pasts) };
}
