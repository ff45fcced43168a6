import { mergedFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { commentsLost, type Life, type Planning } from "@/domain/decide/take_back/plan_parts.ts";
import type { SideState } from "@/domain/state.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { isThere } from "@/domain/task_past.ts";

/** Whether the task is there at all: made again where it went, taken away where it came and nobody has touched it since. */
export function planLife(planning: Planning): Life {
  const { past, state } = planning;
  if (past.broughtBack !== null) return askedAgain(planning, past.broughtBack);
  const was = sides.filter((side) => past[side].was !== null);
  const went = was.filter((side) => past[side].is === null);
  const isHere = sides.filter((side) => isThere(state, side));
  if (went.length > 0 && isHere.length === 0) {
    planning.lost.push(...was.flatMap((side) => lostOf(planning, side)));
    return { kind: "again", on: was };
  }
  const gone = went.find((side) => isGone(planning, side));
  if (gone !== undefined) {
    planning.lost.push(...lostOf(planning, gone));
    return { kind: "back", on: gone };
  }
  const came = sides.some((side) => past[side].is !== null);
  const [here] = isHere;
  if (was.length > 0 || !came || here === undefined) return { kind: "stays" };
  if (past.wasThere === true) {
    const value = state[here].task?.title ?? null;
    planning.kept.push({ field: "task", side: here, value, because: "there before" });
  }
  if (!past.mayGo) return { kind: "stays" };
  const edited = isHere.find((side) => isEdited(planning, side));
  if (edited === undefined) return { kind: "away" };
  const value = state[edited].task?.title ?? null;
  planning.kept.push({ field: "task", side: edited, value, because: "edited since" });
  return { kind: "stays" };
}

/** Nobody has answered what became of it then; what was edited on that side since stays. */
function askedAgain(planning: Planning, on: Side): Life {
  const { state, kept } = planning;
  const isBack = sides.every((side) =>
    state[side].presence === "present" || isBeingMade(state[side])
  );
  if (!isBack) return { kind: "stays" };
  if (!isEdited(planning, on)) return { kind: "asked", on };
  const value = state[on].task?.title ?? null;
  kept.push({ field: "task", side: on, value, because: "edited since" });
  return { kind: "stays" };
}

function isBeingMade({ pending }: SideState): boolean {
  return pending?.push.kind === "create";
}

function isGone({ state }: Planning, side: Side): boolean {
  return state[side].presence === "deleted" || state[side].presence === "missing";
}

function isEdited({ past, state }: Planning, side: Side): boolean {
  const { is } = past[side];
  const { task, base } = state[side];
  // What was not there yet is as it was agreed on since.
  const left: Partial<Task> = is ?? base;
  return task !== null &&
    mergedFields.some((field) => field in left && !jsonEqual(left[field], task[field]));
}

/** What is not made again with the task. */
function lostOf({ past }: Planning, side: Side): readonly string[] {
  const { was } = past[side];
  if (was === null || side === "taskwarrior") return [];
  const count = (key: string, one: string) => {
    const size = sizeOf(was.extra[key]);
    return size === 0 ? [] : [`${size} ${one}${size === 1 ? "" : "s"}`];
  };
  const said = [
    ...count("attachments", "attachment"),
    ...count("relations", "kind of relation").map((words) => `${words} to other tasks`),
  ];
  const comments = was.task.comments.length;
  return [
    "its number in Vikunja and its position there",
    ...said,
    ...(comments === 0 ? [] : [commentsLost(comments)]),
  ];
}

function sizeOf(value: Json | undefined): number {
  return value === null || typeof value !== "object" ? 0 : Object.keys(value).length;
}
