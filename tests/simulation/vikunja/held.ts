import type { Project, Task } from "@/sandbox/store/rows.ts";
import type { Store } from "@/sandbox/store/store.ts";

/** A task as the server holds it, whatever anybody was told. */
export interface HeldTask {
  readonly id: number;
  readonly title: string;
  /** HTML. */
  readonly notes: string;
  readonly projectId: number;
  /** Titles from the root. */
  readonly project: readonly string[];
  readonly isArchived: boolean;
  /** Titles, sorted. */
  readonly labels: readonly string[];
  /** User names. */
  readonly assignees: readonly string[];
  readonly done: boolean;
  /** Seconds since 1970; `null`: none. */
  readonly doneAt: number | null;
  readonly dueAt: number | null;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly priority: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly repeatAfter: number;
  readonly repeatMode: number;
  readonly comments: readonly HeldComment[];
  /** The tasks that it waits for. */
  readonly blockedBy: readonly number[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface HeldComment {
  readonly id: number;
  readonly text: string;
  readonly author: string;
  readonly createdMs: number;
}

/** All tasks, in the order of their ids. */
export function heldTasks(store: Store): readonly HeldTask[] {
  return [...store.tasks.all()].sort((a, b) => a.id - b.id).map((task) => held(store, task));
}

function held(store: Store, task: Task): HeldTask {
  const nameOf = (id: number) => store.users.get(id)?.username ?? "";
  const lineage = lineageOf(store, task.projectId);
  return {
    id: task.id,
    title: task.title,
    notes: task.description,
    projectId: task.projectId,
    project: lineage.map(({ title }) => title),
    isArchived: lineage.some(({ isArchived }) => isArchived),
    labels: task.labelIds.map((id) => store.labels.get(id)?.title ?? "").sort(),
    assignees: task.assigneeIds.map(nameOf),
    done: task.done,
    doneAt: task.doneAt,
    dueAt: task.dueDate,
    startAt: task.startDate,
    endAt: task.endDate,
    priority: task.priority,
    progress: task.percentDone,
    repeatAfter: task.repeatAfter,
    repeatMode: task.repeatMode,
    comments: store.by.commentsOf(task.id).map(({ id, comment, authorId, createdMs }) => ({
      id,
      text: comment,
      author: nameOf(authorId),
      createdMs,
    })),
    blockedBy: store.by.relationsOf(task.id)
      .filter(({ kind }) => kind === "blocked")
      .map(({ otherTaskId }) => otherTaskId)
      .sort((a, b) => a - b),
    createdMs: task.createdMs,
    updatedMs: task.updatedMs,
  };
}

function lineageOf(store: Store, projectId: number): readonly Project[] {
  const project = store.projects.get(projectId);
  return project === undefined ? [] : [...lineageOf(store, project.parentId), project];
}
