import { isAskedProject } from "@/domain/asked_project.ts";
import { logStreamId } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import { candidates, findOperation, type Found } from "@/app/taking_back/find_target.ts";
import { pastOfPart } from "@/app/taking_back/past_of_part.ts";
import type { Run } from "@/app/run.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";

/** What is to be taken back of a task, and the log position after which it was edited since. */
export interface TakenPart {
  readonly past: TaskPast;
  readonly since: number;
}

/** By task. */
export type Pasts = ReadonlyMap<string, TakenPart>;

type Restore = Extract<TakeBackTarget, { kind: "restore" }>;
type Undo = Exclude<TakeBackTarget, Restore>;
type ReadRun = Pick<Run, "store" | "history" | "log">;

function historyOf({ store, history, log }: ReadRun): LogHistory {
  return createLogHistory({ store, history, reader: log });
}

/** All that differs since then; `asOf`: what came later is not to be taken back. */
export function pastsSince(run: ReadRun, target: Restore, asOf: number): Pasts {
  const history = historyOf(run);
  const { exact, project } = target;
  const named = target.tasks.map((name) => run.log.resolveTask(name));
  const from = history.positionOf(target.at, null);
  const changed = run.history.streamsIn({ after: from, upTo: asOf })
    .filter((each) => each !== logStreamId);
  const tasks = named.length === 0 ? changed : changed.filter((each) => named.includes(each));
  return new Map(tasks.flatMap((task) => {
    const [before, after] = [history.stateAt(task, from), history.stateAt(task, asOf)];
    const isIn = project === null ||
      [before, after].some((state) => isAskedProject(projectOf(state), project));
    if (!isIn) return [];
    // A date that follows another one is the Vikunja task of that one.
    const mayGo = exact && after.finished === null && !isNextDate(run, task);
    return [[task, { past: pastBetween(before, after, mayGo), since: asOf }] as const];
  }));
}

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
  // What the first run found was there before; what was taken back once was made by us.
  const isFirst = run.history.runBefore(operation.position) === 0;
  const mayGo = !isFirst || operation.of !== null;
  const pasts = operation.parts.filter(({ task }) => tasks.includes(task)).map((part) => {
    const past = pastOfPart(part, operation, run.store.readStream(part.task), mayGo);
    return [part.task, { past, since: part.upTo }] as const;
  });
  return { ...found, pasts: new Map(pasts) };
}
