import { updatedMs } from "@/adapters/vikunja/task_lists.ts";
import { setFields } from "@/domain/fields.ts";
import { minusPatch, plusPatch } from "@/domain/patch_parts.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { afterChange, fieldOfColumn } from "@/adapters/vikunja/write/columns.ts";
import { applyAssignment } from "@/adapters/vikunja/write/assignees.ts";
import { halves, isWorthSplitting, named } from "@/adapters/vikunja/write/split.ts";
import { inParallel } from "@/adapters/vikunja/parallel.ts";
import { movesCards } from "@/adapters/vikunja/write/cards.ts";
import { applyParts } from "@/adapters/vikunja/write/task_parts.ts";
import {
  isPassing,
  isProjectMissing,
  isTaskMissing,
  isToBeReadAgain,
  saysForbidden,
} from "@/adapters/vikunja/client/errors.ts";
import { ifOutOfReach, lookAt, toReading } from "@/adapters/vikunja/read.ts";
import { isAllDone } from "@/adapters/vikunja/told_tasks.ts";
import { prepare, readTogether } from "@/adapters/vikunja/write/prepare_update.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";
import { partsOf, type Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import {
  failedStep,
  groupAlike,
  isOneOfMany,
  isUnrepeatable,
  lost,
  type Numbered,
  outcomeOf,
  type Ready,
  type Step,
  type UpdateWrite,
  withoutRiders,
} from "@/adapters/vikunja/write/update_steps.ts";
import type { Written } from "@/ports/replica.ts";

/** How often what a write replaces is read again because it had to wait. */
export const maxReads = 5;

/**
 * Updates that ask for the same, of different tasks: each is read, those where a value to be replaced has
 * moved are left alone, and the others are written in as few calls as they allow. Outcomes in that order. `isFirst`:
 * nothing was sent for them before, so that what fails while they are read is not written.
 */
export async function updateAlike(
  context: WriteContext,
  updates: readonly UpdateWrite[],
  tries = maxReads,
  isFirst = false,
): Promise<readonly Written[]> {
  const read = readTogether(context, updates);
  // All at once: what becomes of one of them while they are read together is noticed by the one whose read is under way.
  const steps = await inParallel(updates, updates.length, async (update): Promise<Step> => {
    try {
      context.away.check();
      return await prepare(context, update, read);
    } catch (error) {
      return failedStep(context, error, isFirst ? "unwritten" : "maybe written");
    }
  });
  for (const group of groupAlike(steps, context.api.maxChanges)) {
    for (const [index, step] of await change(context, group, updates, { tries, isFirst })) {
      steps[index] = step;
    }
  }
  return await inParallel([...steps.entries()], context.jobs, async ([index, step]) => {
    const update = updates[index];
    if (step.kind === "over" || update === undefined) return outcomeOf(step);
    try {
      const outcome = await finish(context, update, step);
      return step.isTold && !isAllDone(outcome) ? await updateRead(context, update) : outcome;
    } catch (error) {
      const gone = isTaskMissing(error) ? await lookAgain(context, step.raw) : null;
      if (gone !== null) return outcomeOf(gone);
      const isSent = Object.keys(step.columns).length > 0;
      return outcomeOf(failedStep(context, error, isSent ? "maybe written" : "as it says"));
    }
  });
}

/** What was refused may have become of the task since it was written. */
async function updateRead(context: WriteContext, { write, push }: UpdateWrite): Promise<Written> {
  const again = { write: { ...write, mayHaveHappened: true }, push };
  const [outcome] = await updateAlike(context, [again]);
  return outcome ?? lost;
}

interface Tries {
  /** How often what is replaced may yet be read. */
  readonly tries: number;
  /** See {@link updateAlike}. */
  readonly isFirst: boolean;
}

/** All of the group or, where one of them may be to blame, in halves. */
async function change(
  context: WriteContext,
  group: Numbered,
  updates: readonly UpdateWrite[],
  { tries, isFirst }: Tries,
): Promise<readonly [number, Step][]> {
  const [first] = group;
  if (first === undefined) return [];
  try {
    context.away.check();
    const asRead = group.map(([, step]) => step.raw);
    for (const raw of asRead) context.keeper.changed(Number(raw["id"]));
    const answers = await context.api.changeTasks(asRead, first[1].columns, context.signal);
    for (const answer of answers) context.keeper.stamped(updatedMs(answer), context.dateMs());
    return await inParallel(
      [...group.entries()],
      context.jobs,
      async ([position, [index, step]]) => {
        const answer = answers[position] ?? step.raw;
        return [index, await stored(context, step, answer)] as [number, Step];
      },
    );
  } catch (error) {
    const isUnsure = !isToBeReadAgain(error) || error.details["isUnsure"] === true;
    if (isToBeReadAgain(error) && tries > 1) {
      const again = { tries: tries - 1, isFirst: isFirst && !isUnsure };
      return await changeAnew(context, group, updates, { ...again, isUnsure });
    }
    if (group.length > 1 && isWorthSplitting(error) && !isUnrepeatable(first[1].columns, error)) {
      const each = [];
      for (const half of halves(group)) {
        each.push(
          ...await change(context, half, updates, { tries, isFirst: isFirst && !isUnsure }),
        );
      }
      return each;
    }
    // The remembered project was deleted; the next attempt makes it again.
    if (isProjectMissing(error)) await context.projects.refresh(context.signal);
    const instead = await insteadOf(context, first[1].raw, error);
    const [alone] = group.length === 1 ? updates.slice(first[0], first[0] + 1) : [];
    if (instead === null && alone !== undefined && isOneOfMany(error, first[1], alone)) {
      return [[first[0], await columnByColumn(context, first[1], alone)]];
    }
    const known = !isFirst ? "maybe written" : isUnsure ? "as it says" : "unwritten";
    return group.map(([index, { raw }]) => {
      const write = updates[index]?.write;
      const said = write === undefined || group.length > 1
        ? error
        : named(error, write, String(raw["title"]));
      return [index, instead ?? failedStep(context, said, known)];
    });
  }
}

/** `isUnsure`: an earlier request of the same may have arrived. */
async function changeAnew(
  context: WriteContext,
  group: Numbered,
  updates: readonly UpdateWrite[],
  { tries, isFirst, isUnsure }: Tries & { readonly isUnsure: boolean },
): Promise<readonly [number, Step][]> {
  const again = group.flatMap(([index]) => updates.slice(index, index + 1))
    .map(({ write, push }) => {
      const mayHaveHappened = write.mayHaveHappened || isUnsure;
      return { write: { ...write, mayHaveHappened }, push };
    });
  const outcomes = await updateAlike(context, again, tries, isFirst);
  return outcomes.map((outcome, place) => [group[place]?.[0] ?? 0, { kind: "over", outcome }]);
}

/** What is refused of them is left out, and the others are written. */
async function columnByColumn(
  context: WriteContext,
  ready: Ready,
  { push: { patch } }: UpdateWrite,
): Promise<Step> {
  let step: Ready = { ...ready, columns: {} };
  for (const [column, value] of Object.entries(ready.columns)) {
    try {
      const [answer] = await context.api.changeTasks(
        [step.raw],
        { [column]: value },
        context.signal,
      );
      if (answer === undefined) continue;
      context.keeper.stamped(updatedMs(answer), context.dateMs());
      const next = await stored(context, { ...step, columns: { [column]: value } }, answer);
      if (next.kind === "over") return next;
      step = { ...next, columns: { ...step.columns, [column]: value } };
    } catch (error) {
      if (isPassing(error)) return failedStep(context, error, "maybe written");
      const { field, name } = fieldOfColumn(column, patch);
      ready.shortfall.note({ [field]: patch[field] }, name, error);
    }
  }
  return step;
}

/** Where the task itself is the reason: how it is now. */
async function insteadOf(
  context: WriteContext,
  raw: RawObject,
  error: unknown,
): Promise<Step | null> {
  if (isTaskMissing(error)) return await lookAgain(context, raw);
  if (!saysForbidden(error)) return null;
  const reading = await ifOutOfReach(context, raw);
  return reading === null ? null : { kind: "over", outcome: { kind: "stale", reading } };
}

/**
 * Recorded of servers before 2.5: a repeating task's next date may be answered and not stored, such as where
 * it was made a repeating one since it was read.
 */
async function stored(
  context: WriteContext,
  step: Ready,
  answer: RawObject,
): Promise<Step> {
  const isAsAsked = (step.columns["done"] !== true || answer["done"] === true) &&
    !movesCards(context, step.columns);
  if (isAsAsked) return { ...step, raw: afterChange(step.raw, answer) };
  const look = await lookAt(context, String(step.raw["id"]), context.signal);
  return look.kind === "raw"
    ? { ...step, raw: look.raw }
    : { kind: "over", outcome: { kind: "stale", reading: look.reading } };
}

/** The task went between its read and its write. */
async function lookAgain(context: WriteContext, raw: RawObject): Promise<Step | null> {
  const look = await lookAt(context, String(raw["id"]), context.signal);
  if (look.kind === "raw") return null;
  return { kind: "over", outcome: { kind: "stale", reading: look.reading } };
}

const beside = [...setFields, "comments", "assignment", "bucket", "started", "udas"] as const;

/** What is not a column of the task itself. */
async function finish(
  context: WriteContext,
  { write, push: { patch } }: UpdateWrite,
  { raw: changed, columns, shortfall, isTold, found }: Ready,
): Promise<Written> {
  let raw = changed;
  const isBeside = beside.some((part) => patch[part] !== undefined);
  if (isBeside) context.keeper.changed(Number(raw["id"]));
  const applied = await applyParts({ ...context, shortfall }, write, raw, patch);
  ({ raw } = applied);
  let assigned: Pick<Shortfall, "lacks"> & { readonly leftOut: readonly string[] } = noShortfall;
  if (patch.assignment !== undefined) {
    const done = await applyAssignment(context, raw, patch.assignment, write.mayHaveHappened);
    ({ raw } = done);
    assigned = {
      lacks: done.lacks === null ? {} : { assignment: done.lacks },
      leftOut: done.leftOut,
    };
  }
  if (shortfall.isForbidden) {
    const reading = await ifOutOfReach(context, raw);
    if (reading !== null) return { kind: "stale", reading };
  }
  const { waitsFor, undone } = shortfall;
  const lacks = plusPatch(shortfall.lacks, assigned.lacks);
  // What is refused is asked for again with what waits: both would be confirmed as undone without end.
  const isNothingDone = waitsFor !== null && Object.keys(columns).length === 0 &&
    minusPatch(withoutRiders(patch), plusPatch(undone, lacks)) === null;
  if (isNothingDone) return { kind: "failed", error: waitsFor };
  if (isTold) context.told.note(raw);
  return {
    kind: "written",
    reading: await toReading(context, raw, context.signal),
    comments: applied.comments,
    leftOut: [...shortfall.leftOut, ...assigned.leftOut],
    ...partsOf({ lacks, undone: plusPatch(undone, found) }),
  };
}

const noShortfall = { lacks: {}, leftOut: [] };
