import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { isAll, isDisappearance, isMassDelete } from "@/domain/mass_delete.ts";
import { otherSide, type Side, sideNames, sides } from "@/domain/task.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Look } from "@/triggers/looks.ts";
import type { GoneLately } from "@/triggers/run_options.ts";

type Log =
  & Pick<LogReader, "presenceOf" | "presentCount" | "selectedCount" | "isOutside">
  & Pick<LogQueries, "heldList">;
type Looks = readonly (readonly [string, Look])[];

interface GuardDeps {
  readonly log: Log;
  readonly goneLately?: GoneLately;
}

interface Guarding {
  readonly unguarded: readonly Side[];
  /** Their data are not there: be it one task, it is not known to be gone. */
  readonly lost: readonly Side[];
  /** Whether the task is to be looked at at all. */
  readonly isAsked: (streamId: string, look: Look) => boolean;
}

/**
 * What is to be looked at. Counted before anything is posted, so that a wrong account or a lost folder deletes nothing:
 * of a side where very many went, each of them is marked to be held, whether it was asked for or not. What is held
 * already counts, until somebody has answered; what is outside of the selection counts only where nothing at all is left.
 */
export function holdMassDeletions(
  { log, goneLately }: GuardDeps,
  looks: Looks,
  { unguarded, lost, isAsked }: Guarding,
): Looks {
  const asked = looks.filter(([streamId, look]) => isAsked(streamId, look));
  const goingFrom = (side: Side, some: Looks) =>
    some.filter(([streamId, look]) => isGoneFrom(log, streamId, look, side))
      .map(([streamId]) => streamId);
  const held = sides.filter((side) => !unguarded.includes(side)).filter((side) => {
    const going = goingFrom(side, looks);
    const isSelected = (streamId: string) => !log.isOutside(streamId);
    const all = () => [...going, ...goneLately?.streams(side) ?? [], ...heldOn(log, side)];
    const isHeld = going.some(isSelected) && (lost.includes(side) || isMass(log, side, all()));
    if (!isHeld) goneLately?.add(side, goingFrom(side, asked));
    return isHeld;
  });
  if (held.length === 0) return asked;
  const isAskedFor = new Set(asked.map(([streamId]) => streamId));
  return looks.flatMap(([streamId, look]): Looks => {
    const its = log.isOutside(streamId)
      ? []
      : held.filter((side) => isGoneFrom(log, streamId, look, side));
    if (isAskedFor.has(streamId)) return [[streamId, its.length === 0 ? look : marked(look, its)]];
    return its.length === 0 ? [] : [[streamId, marked(onlyOf(look, its), its)]];
  });
}

function onlyOf({ type, readings }: Look, those: readonly Side[]): Look {
  return { type, readings: readings.filter(({ side }) => those.includes(side)) };
}

function isMass(log: Log, side: Side, gone: readonly string[]): boolean {
  const all = [...new Set(gone)];
  const selected = all.filter((streamId) => !log.isOutside(streamId));
  const counted = (streams: readonly string[], present: number) => {
    const notThere = streams.filter((streamId) => log.presenceOf(streamId, side) !== "present");
    return { known: present + notThere.length, gone: streams.length };
  };
  return isMassDelete(counted(selected, log.selectedCount(side))) ||
    isAll(counted(all, log.presentCount(side)));
}

function isGoneFrom(log: Log, streamId: string, look: Look, side: Side): boolean {
  return log.presenceOf(streamId, side) === "present" &&
    look.readings.some((seen) => seen.side === side && isDisappearance(seen.reading));
}

function marked(look: Look, held: readonly Side[]): Look {
  return {
    ...look,
    readings: look.readings.map(({ side, reading }) => ({
      side,
      reading: held.includes(side) && reading.kind === "gone"
        ? { ...reading, isHeld: true as const }
        : reading,
    })),
  };
}

function heldOn(log: Log, side: Side): readonly string[] {
  return log.heldList().filter((each) => each.side === side).map(({ task }) => task);
}

/** Whether all that a side had went at once: more likely it is not there than that it is empty. */
export function isEmptied(log: Log, side: Side): boolean {
  // Counting all tasks takes as long as there are many, and hardly ever is anything held.
  return heldOn(log, side).length > 0 && log.presentCount(side) === 0;
}

/** Whether there were tasks on a side of which nobody has said yet that they are to go or to be made again. */
export function isUnanswered(log: Log, side: Side): boolean {
  return log.presentCount(side) > 0 || heldOn(log, side).length > 0;
}

interface Answered {
  readonly answer: HeldAnswer;
  readonly isMeant: (task: string, side: Side) => boolean;
}

/** Hands tasks whose deletion is held what somebody said of it. */
export function answerHeld(
  { log, engine }: { readonly log: Log; readonly engine: Pick<TaskEngine, "post"> },
  { answer, isMeant }: Answered,
): void {
  for (const { task, side } of log.heldList()) {
    if (isMeant(task, side)) engine.post(task, { type: "AnswerHeld", side, answer });
  }
}

/** What waits for an answer, said at every run. */
export function heldBack(log: Log): readonly string[] {
  return sides.flatMap((side) => {
    const count = heldOn(log, side).length;
    if (count === 0) return [];
    const known = log.selectedCount(side) + count;
    const place = side === "taskwarrior" ? "TASKDATA folder" : "account";
    const them = count === 1 ? "it" : "them";
    return [
      `held back (MASS_DELETE): ${count} of ${known} tasks are gone from ${
        sideNames[side]
      } and stay in ` +
      `${
        sideNames[otherSide(side)]
      } until you have said what is right; all else goes on. \`held\` lists ` +
      `${them}; \`held let-go\` (or \`sync --allow-mass-delete\`) deletes ${them} there as well, ` +
      `\`held bring-back\` makes ${them} again; see that this is the right ${place}`,
    ];
  });
}
