import type { SyncEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { Side, Task } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { Look } from "@/triggers/looks.ts";

export interface ProjectsAskedDeps {
  readonly store: EventStore<SyncEvent>;
  readonly defaultProject: readonly string[];
}

/** Whether a task is, on either side, now or when last seen, in one of the projects or below it. */
export function isInProjects(
  look: Look,
  streamId: string,
  projects: readonly (readonly string[])[],
  { store, defaultProject }: ProjectsAskedDeps,
): boolean {
  const state = fold(streamId, store.readStream(streamId).map(({ event }) => event));
  const seen: (readonly [Side, Task | null])[] = [
    ["taskwarrior", state.taskwarrior.task],
    ["vikunja", state.vikunja.task],
    ...look.readings.flatMap(({ side, reading }): [Side, Task][] =>
      reading.kind === "present" ? [[side, reading.task]] : []
    ),
  ];
  return seen.some(([side, task]) => {
    if (task === null) return false;
    const path = side === "taskwarrior" && task.project.length === 0
      ? defaultProject
      : task.project;
    return projects.some((project) => project.every((name, depth) => path[depth] === name));
  });
}
