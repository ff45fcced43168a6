import { applySet } from "@/domain/confirm.ts";
import { isOneOf, type LateField } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import { foundIn, isOvertaken } from "@/domain/overtaken.ts";
import type { NewComment, Patch, Push } from "@/domain/push.ts";
import type { Comment, Instant, Reading, Side, Task } from "@/domain/task.ts";
import { allEmptyValues } from "@tests/support/empty_values.ts";

interface Held {
  task: Task;
  changedAt: number;
  createdAt: number;
  /** Key of the create it came from. */
  nonce: string | null;
  isWithdrawn: boolean;
}

interface SimulatedWrite {
  readonly id: string | null;
  readonly key: string;
  readonly push: Push;
  /** From when on an earlier attempt may have left something; `null`: there was none. */
  readonly since: number | null;
  readonly isLinked: (id: string) => boolean;
}

export interface Outcome {
  readonly kind: "written" | "stale" | "refused";
  readonly id: string;
  readonly comments: readonly { readonly from: string; readonly to: string }[];
  /** What stood there already, by somebody else. */
  readonly undone?: Patch;
}

export function instant(at: number): Instant {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** One of the two programs, as far as the domain sees it; `now` in milliseconds. */
export class SimulatedSide {
  readonly tasks = new Map<string, Held>();
  readonly missing = new Set<string>();
  /** Fields that this side neither shows nor takes. */
  readonly untold = new Set<LateField>();
  writes = 0;
  #ids = 7;
  #comments = 1;

  constructor(readonly side: Side, readonly now: () => number) {}

  reading(id: string): Reading {
    const held = this.tasks.get(id);
    if (held === undefined) {
      const how = this.missing.has(id) ? "missing" : "deleted";
      return { kind: "gone", id, how, changedAt: instant(this.now()) };
    }
    if (held.isWithdrawn) return { kind: "withdrawn", id, reason: "archived" };
    const { changedAt } = held;
    const task = this.#told(held.task);
    return { kind: "present", id, task, extra: {}, changedAt: instant(changedAt), linkHint: null };
  }

  add(task: Task, id = String(this.#ids++), nonce: string | null = null): string {
    const now = this.now();
    const held: Held = { task, changedAt: now, createdAt: now, nonce, isWithdrawn: false };
    this.tasks.set(id, held);
    this.missing.delete(id);
    this.edit(id, {});
    return id;
  }

  /** What a person or we change; a repeating Vikunja task that is done goes on to its next date. */
  edit(id: string, change: Partial<Task>): void {
    const held = this.tasks.get(id);
    if (held === undefined) return;
    const task = { ...held.task, ...change };
    const priority = this.side === "taskwarrior" ? Math.min(3, task.priority) : task.priority;
    held.task = this.#completed(held.task, { ...task, priority });
    held.changedAt = this.now();
  }

  #completed(before: Task, task: Task): Task {
    const doneAt = instant(this.now());
    if (!task.done) return before.done ? { ...task, doneAt: null } : task;
    if (before.done) return task;
    if (this.side === "taskwarrior" || task.repetition === null) return { ...task, doneAt };
    const step = task.repetition.everySeconds * 1000;
    const dueAt = task.dueAt === null ? null : instant(Date.parse(task.dueAt) + step);
    return { ...task, done: false, doneAt, dueAt };
  }

  comment(id: string, text: string): string {
    const comment = { id: `${this.side[0]}${this.#comments++}`, text };
    const comments = this.tasks.get(id)?.task.comments ?? [];
    this.edit(id, { comments: [...comments, comment] });
    return comment.id;
  }

  remove(id: string, how: "deleted" | "missing" = "deleted"): void {
    this.tasks.delete(id);
    if (how === "missing") this.missing.add(id);
    else this.missing.delete(id);
  }

  write(write: SimulatedWrite): Outcome {
    const { push } = write;
    if (push.kind === "create") return this.#create(write, push);
    const id = write.id ?? "";
    const held = this.tasks.get(id);
    const outcome = (kind: Outcome["kind"]): Outcome => ({ kind, id, comments: [] });
    if (held?.isWithdrawn) return outcome("refused");
    if (held === undefined) return outcome(push.kind === "delete" ? "written" : "stale");
    if (push.kind === "delete") {
      if (!jsonEqual(this.#told(held.task), push.seen)) return outcome("stale");
      this.writes++;
      this.remove(id);
      return outcome("written");
    }
    if (isOvertaken(this.#told(held.task), push, write.since !== null)) return outcome("stale");
    this.writes++;
    const undone = write.since === null ? foundIn(this.#told(held.task), push.patch) : {};
    this.edit(id, this.#told(patched(held.task, push.patch)));
    const comments = this.#addComments(id, push.patch.comments?.add ?? [], write.since);
    const written = { kind: "written", id, comments } as const;
    return Object.keys(undone).length === 0 ? written : { ...written, undone };
  }

  #create(write: SimulatedWrite, push: Extract<Push, { kind: "create" }>): Outcome {
    const earlier = this.#earlier(write, push);
    if (earlier === null) this.writes++;
    const id = earlier ?? this.add(this.#told(push.task), write.id ?? undefined, write.key);
    return { kind: "written", id, comments: this.#addComments(id, push.comments, write.since) };
  }

  #told(task: Task): Task {
    const told = Object.entries({ ...allEmptyValues, ...task }).filter(([field]) =>
      !isOneOf([...this.untold], field)
    );
    return Object.fromEntries(told) as unknown as Task;
  }

  #earlier(write: SimulatedWrite, push: Extract<Push, { kind: "create" }>): string | null {
    if (write.id !== null) return this.tasks.has(write.id) ? write.id : null;
    const { since } = write;
    if (since === null) return null;
    const free = [...this.tasks].filter(([id]) => !write.isLinked(id));
    const own = free.find(([, held]) => held.nonce === write.key) ??
      free.find(([, held]) => held.createdAt >= since && held.task.title === push.task.title);
    return own?.[0] ?? null;
  }

  #addComments(id: string, add: readonly NewComment[], since: number | null) {
    const there = since === null ? [] : [...this.tasks.get(id)?.task.comments ?? []];
    return add.map(({ from, text }) => {
      const index = there.findIndex((comment) => comment.text === text);
      const [adopted] = index < 0 ? [] : there.splice(index, 1);
      return { from, to: adopted?.id ?? this.comment(id, text) };
    });
  }
}

function patched(task: Task, patch: Patch): Task {
  const { labels, depends, parents, comments, assignment, link: _, ...scalars } = patch;
  return {
    ...task,
    ...scalars,
    ...(assignment === undefined ? {} : { assignees: applySet(task.assignees, assignment) }),
    labels: labels === undefined ? task.labels : applySet(task.labels, labels),
    depends: depends === undefined ? task.depends : applySet(task.depends, depends),
    ...(parents === undefined ? {} : { parents: applySet(task.parents ?? [], parents) }),
    comments: task.comments.flatMap((comment): Comment[] => {
      if (comments?.remove.includes(comment.id)) return [];
      const edit = comments?.edit.find((each) => each.id === comment.id);
      return [edit === undefined ? comment : { ...comment, text: edit.text }];
    }),
  };
}
