import type { Side } from "@/domain/task.ts";
import type { Log } from "@/ports/log.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type Edit, type ShownTasks, showsIn, wordsOf } from "@tests/simulation/oracles/edits.ts";
import { unheard } from "@tests/simulation/vikunja/person_steps.ts";
import type { ShownTask } from "@tests/simulation/oracles/shown_task.ts";

/** Looks whether an edit comes over in time while the requests of other tasks hang. */
export interface Fairness {
  /** What somebody has just changed; `before`: both sides as they were. */
  edited(edits: readonly Edit[], before: Readonly<Record<Side, ShownTasks>>): void;
  /** The daemon has taken a delivery about that task. */
  heard(vikunjaId: string): void;
  /** The command that made the last edits has ended; `isAlone`: no other ran beside it. */
  ended(isAlone: boolean): void;
  /** Requests about that task take long until then; `null`: those of all do. */
  slow(vikunjaId: string | null, untilMs: number): void;
  readonly faults: readonly string[];
}

interface FairnessDeps {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  readonly shown: (side: Side) => ShownTasks;
  readonly log: () => Log;
  /** Somebody has to look before anything goes on. */
  readonly isStopped: () => boolean;
  /** A project may have got a name that nobody was told of. */
  readonly isDeaf: () => boolean;
}

/** An edit of a task that was at rest, and the task's ids. */
interface Waiting {
  readonly edit: Edit;
  readonly ids: Readonly<Record<Side, string>>;
  /** What it waits for is over: from then on it is on its way. */
  isUnderWay: boolean;
}

/**
 * From when the daemon can know of an edit until it is on the other side. Of it are its own: 0.1 s until a change of
 * the data is noticed, ten requests of 20 ms each, and some 0.3 s of `task` with 2.6. Of others: 0.3 s at most
 * until a request that hangs no longer counts among those that are looked at, and the same of those that write.
 */
const withinMs = 1_500;
/** A request that began while its task hung may take so much longer. */
const afterglowMs = 35_000;

export function createFairness(deps: FairnessDeps): Fairness {
  const { runtime, shown, log } = deps;
  const waiting = new Map<string, Waiting>();
  const slowUntil = new Map<string, number>();
  const faults: string[] = [];
  let allSlowUntil = 0;

  const isSlow = (vikunjaId: string) =>
    Math.max(allSlowUntil, slowUntil.get(vikunjaId) ?? 0) > runtime.elapsed();

  function waitingFor(edit: Edit, before: Readonly<Record<Side, ShownTasks>>): Waiting | null {
    if (!edit.isMeant || edit.kind === "made" || edit.kind === "deleted") return null;
    if (unheard.has(edit.because)) return null;
    const ids = idsOf(edit, log());
    if (ids === null || isSlow(ids.vikunja)) return null;
    const [here, there] = [
      before.taskwarrior.get(ids.taskwarrior),
      before.vikunja.get(ids.vikunja),
    ];
    return isEqual(here, there) ? { edit, ids, isUnderWay: false } : null;
  }

  function goes(one: Waiting): void {
    if (one.isUnderWay) return;
    one.isUnderWay = true;
    runtime.after(withinMs, () => {
      if (waiting.get(one.ids.taskwarrior) !== one) return;
      waiting.delete(one.ids.taskwarrior);
      if (!isOver(one)) faults.push(`unfair: ${wordsOf(one.edit)} (${one.edit.because}) waits`);
    });
  }

  function isOver({ edit, ids }: Waiting): boolean {
    const other = edit.side === "vikunja" ? "taskwarrior" : "vikunja";
    const task = shown(other).get(ids[other]);
    const isRenamed = "field" in edit && edit.field === "project" && deps.isDeaf();
    return task === undefined || showsIn(edit, task) || isRenamed || deps.isStopped() ||
      isTold(ids.taskwarrior);
  }

  /** Something of it is not to come over, and people know. */
  function isTold(stream: string): boolean {
    const { reader } = log();
    return [
      ...reader.conflictList(),
      ...reader.leftOutList(),
      ...reader.outOfScope(),
      ...reader.heldList(),
    ]
      .some(({ task }) => task === stream);
  }

  return {
    edited(edits, before) {
      for (const edit of edits) {
        const stream = edit.side === "taskwarrior" ? edit.id : idsOf(edit, log())?.taskwarrior;
        if (stream !== undefined) waiting.delete(stream);
      }
      for (const edit of edits) {
        const one = waitingFor(edit, before);
        if (one !== null) waiting.set(one.ids.taskwarrior, one);
      }
    },
    heard(vikunjaId) {
      for (const one of waiting.values()) {
        if (one.edit.side === "vikunja" && one.ids.vikunja === vikunjaId) goes(one);
      }
    },
    ended(isAlone) {
      for (const [stream, one] of waiting) {
        if (one.edit.side !== "taskwarrior" || one.isUnderWay) continue;
        if (isAlone) goes(one);
        else waiting.delete(stream);
      }
    },
    slow(vikunjaId, untilMs) {
      const until = untilMs + afterglowMs;
      if (vikunjaId === null) {
        allSlowUntil = until;
        waiting.clear();
        return;
      }
      slowUntil.set(vikunjaId, until);
      for (const [stream, { ids }] of waiting) {
        if (ids.vikunja === vikunjaId) waiting.delete(stream);
      }
    },
    faults,
  };
}

function idsOf({ side, id }: Edit, { reader }: Log): Waiting["ids"] | null {
  const taskwarrior = side === "taskwarrior" ? id : reader.streamOf(Number(id));
  const vikunja = side === "vikunja" ? Number(id) : reader.vikunjaIdOf(id);
  if (taskwarrior === null || vikunja === null) return null;
  return { taskwarrior, vikunja: String(vikunja) };
}

function isEqual(one: ShownTask | undefined, other: ShownTask | undefined): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

/** Where nobody looks. */
export const noFairness: Fairness = {
  edited() {},
  heard() {},
  ended() {},
  slow() {},
  faults: [],
};
