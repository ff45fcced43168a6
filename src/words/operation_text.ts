import type { Field } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type {
  ChangeState,
  ConflictSeen,
  FieldChange,
  Operation,
  OperationKind,
  PresenceChange,
  RunCounts,
  TaskPart,
} from "@/domain/operation.ts";
import { operationId } from "@/domain/operation.ts";
import { type Side, sideNames, sides } from "@/domain/task.ts";
import { type DiffLine, fieldChange, fieldName, valueText } from "@/words/field_text.ts";
import { counted, inSide } from "@/words/words.ts";

/** Who or what did it, in a word or two. */
export function whoText({ kind, by, of, sides }: Operation): string {
  const words = kindWords[kind];
  if (by !== null) return kind === "agent" ? by : `${words} ${by}`;
  if (of !== null) return `${words} of ${operationId(of)}`;
  if (words !== "") return words;
  return sides.length === 1 && sides[0] !== undefined ? sideNames[sides[0]] : "both sides";
}

/** Empty: the side says it. */
const kindWords: Readonly<Record<OperationKind, string>> = {
  edit: "",
  command: "command",
  agent: "agent",
  pick: "pick",
  held: "answer",
  drop: "no more tries",
  claim: "claim",
  undo: "undo",
  redo: "redo",
  restore: "restore",
  link: "first link",
  "next date": "next date",
  selection: "selection",
  reach: "",
  trouble: "trouble",
  sync: "sync",
};

/** What an operation did, in a line; titles stand in quotes. */
export function operationText(operation: Operation, now: Date): string {
  const { kind, parts, tasks, counts } = operation;
  const [part] = parts;
  if (kind === "sync" && counts !== null) return countsText(counts, tasks);
  if (part === undefined) return counted(tasks, "task");
  if (tasks > 1) return `${counted(tasks, "task")}: ${titlesText(parts, tasks, now)}`;
  const words = partText(part, now);
  const title = titleText(part, now);
  return words === "" ? title : `${title}: ${words}`;
}

const mostTitles = 3;

function titleText({ title, task }: TaskPart, now: Date): string {
  return title === "" ? task.slice(0, 8) : valueText("title", title, now);
}

function titlesText(parts: readonly TaskPart[], tasks: number, now: Date): string {
  const named = parts.slice(0, mostTitles).map((part) => titleText(part, now)).join(", ");
  const left = tasks - Math.min(parts.length, mostTitles);
  return left === 0 ? named : `${named} and ${left} more`;
}

/** `30 made in Vikunja, 2 changed in Taskwarrior, 1 conflict`. */
function countsText({ created, updated, deleted, conflicts }: RunCounts, tasks: number): string {
  const done = [["made", created], ["changed", updated], ["deleted", deleted]] as const;
  const words = done.flatMap(([what, counts]) =>
    sides.flatMap((side) => counts[side] === 0 ? [] : [`${counts[side]} ${what} ${inSide(side)}`])
  );
  if (conflicts > 0) words.push(counted(conflicts, "conflict"));
  if (words.length > 0) return words.join(", ");
  return tasks === 0 ? "nothing changed" : counted(tasks, "task");
}

/** What it did to one task; a field of both sides is told as the side has it where it was changed first. */
export function partText({ changes, presence, conflicts, notes }: TaskPart, now: Date): string {
  return [
    ...presenceText(presence),
    ...bySides(
      toldChanges(changes),
      ({ field, before, after }) => fieldChange(field as Field, before, after, now).words,
      ({ field }) => field,
    ),
    ...conflicts.map((conflict) => conflictWords(conflict, now)),
    ...notes,
  ].join(", ");
}

/** When it was done goes with its being done. */
function toldChanges(changes: readonly FieldChange[]): readonly FieldChange[] {
  return changes.filter(({ field }) =>
    field !== "doneAt" || !changes.some((each) => each.field === "done")
  );
}

function conflictWords({ field, lost, because }: ConflictSeen, now: Date): string {
  const over = `conflict over ${field === "deleted" ? "a deletion" : fieldName(field)}`;
  if (because === "ask") return `${over} that waits for a pick`;
  const value = field === "deleted"
    ? lost.value === null ? "the deletion" : "the edit"
    : valueText(field, lost.value, now);
  return `${over}, ${value} ${inSide(lost.side)} lost`;
}

/** Whether it is there, in words. */
export function presenceText(presence: readonly PresenceChange[]): readonly string[] {
  return bySides(presence, presenceWords, presenceWords);
}

function presenceWords({ before, after }: PresenceChange): string {
  switch (after) {
    case "present":
      return before === "withdrawn"
        ? "within reach again"
        : before === "unknown"
        ? "made"
        : "made again";
    case "deleted":
      return "deleted";
    case "missing":
      return "gone";
    case "withdrawn":
      return "out of reach";
    case "unknown":
      return "not known any more";
  }
}

interface OnSide {
  readonly side: Side;
  readonly state: ChangeState;
}

/** What is one change of both sides once, with the side that it has not come to yet. */
function bySides<T extends OnSide>(
  changes: readonly T[],
  wordsOf: (change: T) => string,
  keyOf: (change: T) => string,
): readonly string[] {
  return [...Map.groupBy(changes, keyOf).values()].flatMap((where) => {
    const [first] = where;
    if (first === undefined) return [];
    const words = wordsOf(first);
    const open = where.filter(({ state }) => state !== "done").map(({ side, state }) =>
      `${state === "asked" ? "to do" : "given up"} ${inSide(side)}`
    );
    const [only, other] = where;
    const single = open.length === 0 && other === undefined && only !== undefined
      ? [inSide(only.side)]
      : open;
    return single.length === 0 ? words : `${words} (${single.join(", ")})`;
  });
}

/** A field of a task, with the value before and after on each side where it changed. */
interface FieldDiff {
  readonly field: string;
  /** Both, where they changed in the same way. */
  readonly sides: readonly Side[];
  readonly words: string;
  /** Of notes, line by line. */
  readonly lines: readonly DiffLine[];
}

/** Field by field; a side by itself where the two differ. */
export function fieldDiffs(
  changes: readonly FieldChange[],
  now: Date,
): readonly FieldDiff[] {
  const told = toldChanges(changes);
  return [...new Set(told.map(({ field }) => field))].flatMap((field) => {
    const own = told.filter((change) => change.field === field);
    const [first, second] = own;
    const diffs = own.map(({ side, before, after }) => ({
      field,
      sides: [side],
      ...fieldChange(field as Field, before, after, now),
    }));
    const isSame = first !== undefined && second !== undefined &&
      jsonEqual({ ...diffs[0], sides: [] }, { ...diffs[1], sides: [] });
    return isSame && diffs[0] !== undefined ? [{ ...diffs[0], sides }] : diffs;
  });
}
