import { SyncError } from "@/domain/errors.ts";
import { type Exported, isBusy } from "@/adapters/taskwarrior/program/export.ts";
import {
  mayMake,
  quietly,
  saidBy,
  type TaskProgram,
  type TaskRun,
} from "@/adapters/taskwarrior/program/program.ts";
import { sameTask, type TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { unwritableBecause, unwritableHint } from "@/adapters/taskwarrior/program/unwritable.ts";

export interface ImportDeps {
  readonly runtime: Runtime;
  readonly program: TaskProgram;
  /** Settings that keep the user's own from changing what is stored. */
  readonly neutral: readonly string[];
  /** The first task of a list makes its data. */
  readonly hasData: () => boolean;
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
  readonly warn: (warning: string) => void;
}

/** Why an object was refused, by UUID; the others are written. */
export type Refusals = ReadonlyMap<string, SyncError>;

/** A hook of the user's may take its time, one that waits for ever may not. */
const limitMs = 300_000;
const pausesMs: readonly number[] = [100, 300, 1_000, 1_000];

/**
 * Imports all objects in one call. Where Taskwarrior (or a hook of the user's) refuses, nothing (2.6)
 * or a part (3) was written: then what is not there yet is halved until the culprits are alone.
 * An import is never cut short: 3 keeps a part of one. Where the data folder cannot be written no
 * task is the culprit, and all that are missing fail, to be tried again. `before`: the tasks as they were;
 * one that is neither that nor what we wrote was changed by somebody since, and is not written again.
 */
export async function importTasks(
  objects: readonly TaskObject[],
  before: Exported,
  deps: ImportDeps,
): Promise<Refusals> {
  const refusals = new Map<string, SyncError>();
  if (objects.length > 0) await importOrHalve(objects, { ...deps, before, refusals }, 0);
  return refusals;
}

interface Importing extends ImportDeps {
  readonly before: Exported;
  readonly refusals: Map<string, SyncError>;
}

/** `tries`: how often the data were locked until now. */
async function importOrHalve(
  objects: readonly TaskObject[],
  importing: Importing,
  tries: number,
): Promise<void> {
  const run = await runImport(objects, importing);
  if (run.code === 0 && run.killedBy === null) return;
  const missing = await missingAfter(run, objects, importing);
  const [first] = missing;
  const pauseMs = isBusy(run) ? pausesMs[tries] : undefined;
  if (first === undefined) {
    importing.warn(`Taskwarrior complained after a write (${saidBy(run)})`);
  } else if (pauseMs !== undefined) {
    await sleep(importing.runtime, pauseMs);
    await importOrHalve(missing, importing, tries + 1);
  } else if (missing.length === 1 || unwritableBecause(run) !== null) {
    for (const object of missing) importing.refusals.set(object.uuid, refused(object, run));
  } else {
    const middle = Math.ceil(missing.length / 2);
    await importOrHalve(missing.slice(0, middle), importing, tries);
    await importOrHalve(missing.slice(middle), importing, tries);
  }
}

/** 2.6 does not export from a folder that it cannot write: then all count as missing. */
async function missingAfter(
  run: TaskRun,
  objects: readonly TaskObject[],
  { exportOf, before }: Importing,
): Promise<readonly TaskObject[]> {
  try {
    const now = await exportOf(new Set(objects.map((object) => object.uuid)));
    return objects.filter((object) => {
      const current = now.get(object.uuid);
      return !sameTask(object, current) && sameTask(before.get(object.uuid), current);
    });
  } catch (error) {
    const isSame = error instanceof SyncError && error.code === "TASK_FAILED";
    if (unwritableBecause(run) === null || !isSame) throw error;
    return objects;
  }
}

async function runImport(
  objects: readonly TaskObject[],
  { program, neutral, hasData }: Importing,
): Promise<TaskRun> {
  const making = hasData() ? [] : [mayMake];
  const stdin = `[${objects.map((object) => JSON.stringify(object)).join(",\n")}]\n`;
  return await program.run([...quietly, ...making, ...neutral, "import", "-"], { stdin, limitMs });
}

function refused(object: TaskObject, run: TaskRun): SyncError {
  const details = { task: object.uuid, exit: run.code };
  const unwritable = unwritableBecause(run);
  if (unwritable !== null) {
    return new SyncError(
      "TASK_FAILED",
      `Cannot write task ${object.uuid}: Taskwarrior's data folder cannot be written (${unwritable})`,
      { retryable: true, hint: unwritableHint, details },
    );
  }
  if (isHooksWord(run)) {
    return new SyncError(
      "TASK_REFUSED",
      `Cannot write task ${object.uuid}: a hook of Taskwarrior's refused it (${saidBy(run)})`,
      { retryable: true, hint: hookHint, details },
    );
  }
  const crashed = run.killedBy !== null || run.code >= 128;
  const why = crashed ? "it crashes on the task" : saidBy(run);
  return new SyncError(
    isBusy(run) ? "TASK_FAILED" : "TASK_REFUSED",
    `Cannot write task ${object.uuid}: Taskwarrior refused it (${why})`,
    { retryable: isBusy(run), details },
  );
}

const hookHint =
  "Look at the hooks in Taskwarrior's data folder. It is tried again by itself: by the daemon as soon " +
  "as a hook is changed, else by the next sync.";

/** Recorded: a hook that refuses, cannot be started or says nothing ends `task` with 4, one that is killed with 2. */
function isHooksWord(run: TaskRun): boolean {
  return run.killedBy === null &&
    (run.code === 4 || (run.code === 2 && /\bhook (error|script)/i.test(saidBy(run))));
}
