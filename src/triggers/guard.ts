import type { LogEvent } from "@/domain/events.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { Belonging } from "@/triggers/belonging.ts";
import {
  beginRecovery,
  begunRecovery,
  recoverTaskwarrior,
  recoverVikunja,
  type Recovery,
  type RecoveryDeps,
  settledAs,
} from "@/triggers/recovery.ts";
import {
  learnedCreations,
  restoredServer,
  type ServerCheckDeps,
  type ServerRead,
  serverSigns,
} from "@/triggers/server_check.ts";
import { isEmptied } from "@/triggers/mass_delete.ts";
import type { RestoredAnswers } from "@/ports/operations.ts";

interface GuardDeps extends RecoveryDeps {
  readonly server: ServerCheckDeps;
}

export interface Guarded {
  readonly recovery: Recovery;
  /** To be kept before that begins. */
  readonly begin: readonly LogEvent[];
  /** Readings as they are to be looked at. */
  readonly readings: Readonly<Record<Side, readonly Reading[]>>;
  /** Sides of which somebody said that whatever is gone there is to go. */
  readonly asItIs: readonly Side[];
  /** To be kept once all of it is done. */
  readonly events: readonly LogEvent[];
}

interface BothSides {
  readonly taskwarrior: readonly Reading[];
  readonly vikunja: ServerRead;
}

/**
 * Between reading and writing: where one of the sides is a backup that was put back, nothing goes on without
 * an answer; with one, says what to do first.
 * @throws {SyncError} `BINDING`
 */
export function guardAgainstBackups(
  deps: GuardDeps,
  read: BothSides,
  belonging: Belonging | null,
  answers: RestoredAnswers | undefined,
): Guarded {
  const signs = serverSigns(deps.server, read.vikunja);
  const restored: Side[] = [];
  const isBegun = (side: Side) => begunRecovery(deps.log, side) !== null;
  const isOlder = belonging?.kind === "older data" && !isLeftToOtherGuard(deps, read, answers);
  if (isOlder || isBegun("taskwarrior")) restored.push("taskwarrior");
  if (signs.length > 0 || isBegun("vikunja")) restored.push("vikunja");
  const asItIs = restored.filter((side) => answers?.asItIs.includes(side));
  const open = restored.filter((side) => !asItIs.includes(side));
  if (open.length > 0 && answers?.bringBack !== true) {
    if (open.some(isBegun)) throw notFinished();
    if (belonging?.kind === "older data" && open.includes("taskwarrior")) {
      const { commands } = recoverTaskwarrior(deps, read.taskwarrior);
      throw restoredData(belonging.words, commands.size);
    }
    throw restoredServer(signs);
  }
  const recoveries = open.map((side) => ({
    side,
    ...side === "taskwarrior"
      ? recoverTaskwarrior(deps, read.taskwarrior)
      : recoverVikunja(deps, signs, read.vikunja.readings),
  }));
  const recovery = new Map(recoveries.flatMap(({ commands }) => [...commands]));
  const isHandled = (streamId: string | null) => streamId !== null && recovery.has(streamId);
  const backIds = new Set(
    signs.flatMap((sign) =>
      sign.kind === "back" && !sign.isChanged && open.includes("vikunja") ? sign.reading.id : []
    ),
  );
  const isAbout = (reading: Reading, side: Side) => {
    const ownRecovery = open.includes(side);
    if (!ownRecovery) return false;
    if (side === "taskwarrior") return isHandled(reading.id);
    if (backIds.has(reading.id)) return true;
    return isHandled(deps.log.streamOf(Number(reading.id))) && !isStranger(reading, signs);
  };
  return {
    recovery,
    begin: recoveries.map(({ side, madeAt }) => beginRecovery(side, madeAt)),
    readings: {
      taskwarrior: read.taskwarrior.filter((reading) => !isAbout(reading, "taskwarrior"))
        .map((reading) => asItIs.includes("taskwarrior") ? goneForGood(reading) : reading),
      vikunja: read.vikunja.readings.filter((reading) => !isAbout(reading, "vikunja")),
    },
    asItIs,
    events: [
      ...restored.flatMap((side) => settledAs(deps, side)),
      ...learnedCreations(deps.server, read.vikunja),
    ],
  };
}

/** A data folder without any task is no backup but an empty side, which the guard of mass deletions is for. */
function isLeftToOtherGuard(
  { log }: GuardDeps,
  { taskwarrior }: BothSides,
  answers: RestoredAnswers | undefined,
): boolean {
  const isAnswered = answers?.bringBack === true ||
    answers?.asItIs.includes("taskwarrior") === true;
  const isAllGone = taskwarrior.every(({ kind }) => kind === "gone") && taskwarrior.length > 0;
  return !isAnswered && (isAllGone || isEmptied(log, "taskwarrior"));
}

function notFinished(): SyncError {
  return new SyncError(
    "BINDING",
    "Cannot sync: bringing back what a backup has lost was begun and did not end",
    { hint: "`sync --bring-back` goes on with it." },
  );
}

/** The id is the linked task's, the task is not. */
function isStranger(reading: Reading, signs: ReturnType<typeof serverSigns>): boolean {
  return signs.some((sign) => sign.kind === "another" && sign.reading.id === reading.id);
}

function goneForGood(reading: Reading): Reading {
  return reading.kind === "gone" ? { ...reading, how: "deleted" } : reading;
}

/** Nothing is made in a folder that holds no data, be it that of a disk that is not mounted, before somebody has said so. */
export function goneData(folder: string): SyncError {
  return new SyncError(
    "CONFIG",
    `Cannot write to Taskwarrior: its data are gone from ${folder}, and nobody has said what is to become of the tasks`,
    {
      retryable: true,
      details: { unwritten: true },
      hint:
        "See that its disk is mounted, and that this is the right TASKDATA folder. Where the list is lost: " +
        "`held bring-back` makes the tasks again, `held let-go` deletes them in Vikunja as well.",
    },
  );
}

/** `count`: tasks that are older or missing; `null`: not counted. */
export function restoredData(words: string, count: number | null): SyncError {
  const tasks = count === 1 ? "1 task is" : `${count ?? "some"} tasks are`;
  return new SyncError(
    "BINDING",
    `Cannot sync: Taskwarrior's data are not as they were, a backup was put back there: ${words}; ` +
      `${tasks} older than the log has seen or not there`,
    {
      hint: "Nothing was written on either side. `sync --bring-back` writes there again what the " +
        "backup lost, and keeps what was made since; `sync --take-taskwarrior-as-it-is` follows the " +
        "data: what they lost goes in Vikunja as well. Either with --dry-run shows it first.",
      details: { side: "taskwarrior", found: words, tasks: count },
    },
  );
}
