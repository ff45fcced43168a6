import type { Label, Project, Row, Task } from "@/sandbox/store/rows.ts";
import type { Store } from "@/sandbox/store/store.ts";
import type { Place } from "@tests/simulation/vikunja/person_steps.ts";

/** What stands at a place among those that are there; `null`: there is none. */
export interface Places {
  /** In projects that are not archived. */
  task(place: Place): Task | null;
  /** Not archived. */
  project(place: Place): Project | null;
  /** Archived ones too, the Inbox not. */
  anyProject(place: Place): Project | null;
  label(place: Place): Label | null;
}

export function placesOf(store: Store): Places {
  const isOpen = (id: number): boolean => {
    const project = store.projects.get(id);
    return project !== undefined && !project.isArchived &&
      (project.parentId === 0 || isOpen(project.parentId));
  };
  return {
    task: (place) => at(store.tasks.all(), place, ({ projectId }) => isOpen(projectId)),
    project: (place) => at(store.projects.all(), place, ({ id }) => isOpen(id)),
    anyProject: (place) => at(store.projects.all(), place, ({ title }) => title !== "Inbox"),
    label: (place) => at(store.labels.all(), place, () => true),
  };
}

function at<T extends Row>(
  rows: Iterable<T>,
  place: Place,
  isMeant: (row: T) => boolean,
): T | null {
  const found = [...rows].filter(isMeant).sort((a, b) => a.id - b.id);
  return found[Math.floor(place * found.length)] ?? null;
}
