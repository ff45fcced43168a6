import type { Comment, Relation, Row, Task } from "@/sandbox/store/rows.ts";
import type { ShownField } from "@tests/simulation/oracles/shown_task.ts";
import type { Store } from "@/sandbox/store/store.ts";

export type Actor = "person" | "script" | "program";

/** One committed change of what a task holds, in the order of the commits. */
export interface HeldChange {
  /** The runtime's clock, not the server's. */
  readonly atMs: number;
  readonly by: Actor;
  readonly taskId: number;
  readonly field: keyof Task | "task" | "comment" | "blocker";
  /** `null`: it was not there (a task, a comment, a blocker). */
  readonly before: unknown;
  /** `null`: it is gone. Equal to `before`: it was written once more as it was. */
  readonly after: unknown;
  /** The process that had asked for it was over. */
  readonly isLate: boolean;
  /** When it was asked for. */
  readonly sentMs: number;
}

/** Who writes now. */
export type Writer = Pick<HeldChange, "by" | "isLate" | "sentMs">;

/** As which field of a task people see it. */
export const shownAs: Partial<Readonly<Record<HeldChange["field"], ShownField>>> = {
  title: "title",
  description: "notes",
  priority: "priority",
  dueDate: "due",
  startDate: "start",
  done: "done",
  projectId: "project",
  labelIds: "labels",
  comment: "comments",
};

const fields: readonly (keyof Task)[] = [
  "title",
  "description",
  "projectId",
  "done",
  "doneAt",
  "dueDate",
  "startDate",
  "endDate",
  "priority",
  "percentDone",
  "repeatAfter",
  "repeatMode",
  "labelIds",
  "assigneeIds",
];

/** A project or label that got another title. */
export interface Rename {
  readonly of: "project" | "label";
  readonly from: string;
  readonly to: string;
  /** The runtime's clock. */
  readonly atMs: number;
}

export interface History {
  readonly changes: readonly HeldChange[];
  readonly renames: readonly Rename[];
  /** What was written as it was. */
  noteSame(taskId: number, field: keyof Task): void;
  /** Takes the store as it is for known, without a change: it was restored. */
  forget(): void;
}

/** Writes down what each commit changed, and who it was. */
export function recordHistory(
  store: Store,
  now: () => number,
  writer: () => Writer,
): History {
  const changes: HeldChange[] = [];
  const renames: Rename[] = [];
  const titles = { project: new Map<number, string>(), label: new Map<number, string>() };
  const titled = { project: store.projects, label: store.labels } as const;
  const known = { task: new Map<number, Task>(), comment: new Map(), relation: new Map() };
  const rows = { task: store.tasks, comment: store.comments, relation: store.relations } as const;

  function note(change: Pick<HeldChange, "taskId" | "field" | "before" | "after">): void {
    changes.push({ atMs: now(), ...writer(), ...change });
  }

  function noteTask(id: number): void {
    const [before, after] = [known.task.get(id), store.tasks.get(id)];
    keep(known.task, id, after);
    if (before === undefined || after === undefined) {
      if (before === after) return;
      const [from, to] = [before?.title ?? null, after?.title ?? null];
      return note({ taskId: id, field: "task", before: from, after: to });
    }
    const changed = fields.filter((field) => !isSame(before[field], after[field]));
    // A write that changes nothing moves the stamp as well.
    if (changed.length === 0 && before.updatedMs !== after.updatedMs) changed.push("updatedMs");
    for (const field of changed) {
      note({ taskId: id, field, before: before[field], after: after[field] });
    }
  }

  function noteComment(id: number): void {
    const before: Comment | undefined = known.comment.get(id);
    const after = store.comments.get(id);
    keep(known.comment, id, after);
    const taskId = (after ?? before)?.taskId ?? 0;
    const [from, to] = [before?.comment ?? null, after?.comment ?? null];
    if (from !== to) note({ taskId, field: "comment", before: from, after: to });
  }

  function noteRelation(id: number): void {
    const before: Relation | undefined = known.relation.get(id);
    const after = store.relations.get(id);
    keep(known.relation, id, after);
    const { taskId = 0, kind = "" } = after ?? before ?? {};
    if (kind !== "blocked") return;
    const [from, to] = [before?.otherTaskId ?? null, after?.otherTaskId ?? null];
    if (from !== to) note({ taskId, field: "blocker", before: from, after: to });
  }

  function noteTitle(of: Rename["of"], id: number): void {
    const [from, to] = [titles[of].get(id), titled[of].get(id)?.title];
    if (from !== undefined && to !== undefined && from !== to) {
      renames.push({ of, from, to, atMs: now() });
    }
    if (to === undefined) titles[of].delete(id);
    else titles[of].set(id, to);
  }

  function forget(): void {
    for (const kind of ["project", "label"] as const) {
      titles[kind].clear();
      for (const { id, title } of titled[kind].all()) titles[kind].set(id, title);
    }
    for (const name of ["task", "comment", "relation"] as const) {
      known[name].clear();
      for (const row of rows[name].all()) known[name].set(row.id, row as Task);
    }
  }

  forget();
  store.onCommit = (touched) => {
    for (const id of touched.get("task") ?? []) noteTask(id);
    for (const id of touched.get("comment") ?? []) noteComment(id);
    for (const id of touched.get("relation") ?? []) noteRelation(id);
    for (const kind of ["project", "label"] as const) {
      for (const id of touched.get(kind) ?? []) noteTitle(kind, id);
    }
  };
  return {
    changes,
    renames,
    forget,
    noteSame(taskId, field) {
      const value = store.tasks.get(taskId)?.[field];
      note({ taskId, field, before: value, after: value });
    },
  };
}

function keep<T extends Row>(known: Map<number, T>, id: number, row: T | undefined): void {
  if (row === undefined) known.delete(id);
  else known.set(id, row);
}

function isSame(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before === after;
  return before.length === after.length && before.every((one, place) => one === after[place]);
}
