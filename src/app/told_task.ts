import { noDueDate } from "@/domain/due_order.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { PairState } from "@/domain/state.ts";
import { fields, lateFields } from "@/domain/fields.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { sides, type Task } from "@/domain/task.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { ToldTask } from "@/ports/told_task.ts";

/** `null`: it is on neither side, as far as the log knows. */
export function toldTask(
  store: Pick<EventStore<SyncEvent>, "readStream">,
  id: string,
): ToldTask | null {
  return toldOf(fold(id, store.readStream(id).map(({ event }) => event as TaskEvent)));
}

/** The same of what is known of it at some time. */
export function toldOf(state: PairState): ToldTask | null {
  const there = sides.map((side) => state[side]).find(({ presence }) => presence === "present");
  const task = there?.task ?? null;
  if (task === null) return null;
  const { lease } = state.claim;
  return {
    task: state.streamId,
    title: task.title,
    done: task.done,
    vikunjaId: state.vikunjaId,
    project: encodeProject(task.project) ?? "",
    labels: task.labels,
    priority: task.priority,
    ...numberOf(state, task.priority),
    due: task.dueAt,
    scheduled: task.scheduledAt,
    notes: task.notes,
    comments: task.comments.map(({ text }) => text),
    assignees: task.assignees,
    depends: task.depends,
    ...moreOf(task),
    claim: lease === null ? null : { agent: lease.agent, token: lease.token, until: lease.until },
    version: state.taskVersion,
  };
}

function numberOf({ vikunja }: PairState, priority: number): Pick<ToldTask, "priorityInVikunja"> {
  const number = vikunja.presence === "present" ? vikunja.task?.priority : undefined;
  return number === undefined || number === priority ? {} : { priorityInVikunja: number };
}

function moreOf(task: Task): Pick<ToldTask, "more"> {
  const some = lateFields.filter((field) =>
    task[field] !== undefined && !jsonEqual(task[field], fields[field].empty)
  );
  if (some.length === 0) return {};
  return { more: Object.fromEntries(some.map((field) => [field, task[field] as Json])) };
}

/** Those that are due first in front, then by title. */
export function inOrder(a: ToldTask, b: ToldTask): number {
  return inText(a.due ?? noDueDate, b.due ?? noDueDate) || inText(a.title, b.title) ||
    inText(a.task, b.task);
}

function inText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
