import type { Json } from "@/domain/json.ts";
import { operationId } from "@/domain/operation.ts";
import type { Side } from "@/domain/task.ts";
import type { TakenBack, TakenBackTask } from "@/domain/taken_back.ts";
import { fieldChange, fieldName, valueText } from "@/words/field_text.ts";
import { when } from "@/words/when.ts";
import { counted, inSide } from "@/words/words.ts";

/** What is taken back, in a line: `undo of op-131, 3 min ago`. */
export function takenBackText({ kind, of }: TakenBack, now: Date): string {
  return of === null ? kind : `${kind} of ${operationId(of.position)}, ${when(of.at, now)}`;
}

/** What becomes of each task, and what does not. */
export function takenBackLines(tasks: readonly TakenBackTask[], now: Date): readonly string[] {
  return tasks.flatMap((task) => [
    `${JSON.stringify(task.title)}: ${doneText(task, now)}`,
    ...task.kept.map((kept) => `  kept: ${keptText(kept, now)}`),
    ...(isDone(task) ? task.lost.map((words) => `  does not come back: ${words}`) : []),
    ...(task.claimedBy === null ? [] : [`  ${task.claimedBy} has a lease on it`]),
    ...task.pending.map((side) => `  waits to be written ${inSide(side)}`),
  ]);
}

/** More than both are a person's own word. */
const fewTasks = 10;
const fewShare = 0.2;

/** Whether a restore is of so many tasks that somebody has to say that these are meant. */
export function isMany({ kind, tasks, linked }: TakenBack): boolean {
  const count = tasks.filter(isDone).length;
  return kind === "restore" && count > fewTasks && count > linked * fewShare;
}

/** Whether anything of it is as it was to be. */
export function isDone({ refused, becomes, conflict, changes }: TakenBackTask): boolean {
  return refused === null && (becomes !== "stays" || conflict !== null || changes.length > 0);
}

function doneText(task: TakenBackTask, now: Date): string {
  const { refused, becomes, conflict, changes } = task;
  if (refused !== null) return refused;
  const open = conflict === null ? [] : [`the conflict is ${conflict} again`];
  const words = [...becomesWords(becomes), ...changeWords(changes, now), ...open];
  return words.length === 0 ? "stays as it is" : words.join(", ");
}

function becomesWords(becomes: TakenBackTask["becomes"]): readonly string[] {
  switch (becomes) {
    case "stays":
      return [];
    case "again":
      return ["is made again on both sides"];
    case "back":
      return ["is made again where it went"];
    case "away":
      return ["goes from both sides"];
    case "asked":
      return ["goes again where it was brought back, and waits for an answer"];
  }
}

/** What reads the same on both sides is said once. */
function changeWords(changes: TakenBackTask["changes"], now: Date): readonly string[] {
  const said = new Map<string, Side[]>();
  for (const { side, field, before, after } of changes) {
    const words = fieldWords(field, before, after, now);
    said.set(words, [...said.get(words) ?? [], side]);
  }
  return [...said].map(([words, [side, other]]) =>
    side === undefined || other !== undefined ? words : `${words} ${inSide(side)}`
  );
}

function fieldWords(field: string, before: Json, after: Json, now: Date): string {
  return field === "comments"
    ? commentWords(before, after)
    : fieldChange(field, before, after, now).words;
}

function commentWords(before: Json, after: Json): string {
  const more = countIn(after) - countIn(before);
  if (more === 0) return "comments";
  return more > 0 ? `${counted(more, "comment")} again` : `${counted(-more, "comment")} less`;
}

function countIn(comments: Json): number {
  return Array.isArray(comments) ? comments.length : 0;
}

function keptText({ field, side, value, because, at }: TakenBackTask["kept"][number], now: Date) {
  const what = field === "task"
    ? "the task"
    : `${fieldName(field)} ${valueText(field, value, now)}`;
  if (because === "there before") return "the task, which was there before the first sync";
  if (because === "overruled") return `${what}: the edit had lost against the one ${inSide(side)}`;
  // Where nobody's edit was seen, it was taken back or restored since.
  return at === null
    ? `${what}, changed since`
    : `${what}, edited since ${inSide(side)}, ${when(at, now)}`;
}
