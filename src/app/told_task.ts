import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { sides } from "@/domain/task.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { ToldTask } from "@/ports/told_task.ts";

/** `null`: it is on neither side, as far as the log knows. */
export function toldTask(
  store: Pick<EventStore<SyncEvent>, "readStream">,
  id: string,
): ToldTask | null {
  const state = fold(id, store.readStream(id).map(({ event }) => event as TaskEvent));
  const there = sides.map((side) => state[side]).find(({ presence }) => presence === "present");
  const task = there?.task ?? null;
  if (task === null) return null;
  const { lease } = state.claim;
  return {
    task: id,
    title: task.title,
    done: task.done,
    vikunjaId: state.vikunjaId,
    project: encodeProject(task.project) ?? "",
    labels: task.labels,
    priority: task.priority,
    due: task.dueAt,
    scheduled: task.scheduledAt,
    notes: task.notes,
    comments: task.comments.map(({ text }) => text),
    assignees: task.assignees,
    depends: task.depends,
    claim: lease === null ? null : { agent: lease.agent, token: lease.token, until: lease.until },
    version: state.taskVersion,
  };
}
