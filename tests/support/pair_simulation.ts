import { applySet } from "@/domain/confirm.ts";
import { decide } from "@/domain/decider.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Representation } from "@/domain/representation.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import { type Comment, type PresentReading, type Side, sides, type Task } from "@/domain/task.ts";

/** Both sides hold everything as it is, but Taskwarrior shows priorities 4 and 5 as 3. */
export const plainRepresentation: Representation = {
  express(field, value, to, current) {
    if (field !== "priority") return value;
    const low = (priority: unknown) => Math.min(3, priority as number);
    if (to === "taskwarrior") return low(value) as typeof value;
    return current !== null && low(current) === low(value) ? current : value;
  },
  expressComment: (text) => text,
};

export function policyAt(now: string): Policy {
  return {
    representation: plainRepresentation,
    context: { defaultProject: ["Inbox"], counterpart: (id) => id },
    tieWinner: "vikunja",
    notesLink: false,
    now,
    nextStreamId: (id, due) => `next-${id}-${due}`,
  };
}

export const blankTask: Task = {
  title: "milk",
  notes: "",
  project: ["Inbox"],
  labels: [],
  priority: 0,
  dueAt: null,
  scheduledAt: null,
  done: false,
  doneAt: null,
  depends: [],
  comments: [],
  assignees: [],
  repetition: null,
};

interface Held {
  task: Task | null;
  changedAt: number;
  nextComment: number;
}

/** One pair of tasks, two programs that hold it, and the log between them; time is a counter. */
export class PairSimulation {
  readonly held: Record<Side, Held> = {
    taskwarrior: { task: null, changedAt: 0, nextComment: 1 },
    vikunja: { task: null, changedAt: 0, nextComment: 1 },
  };
  readonly events: TaskEvent[] = [];
  readonly writes: Record<Side, number> = { taskwarrior: 0, vikunja: 0 };
  state: PairState = emptyPair("11111111-1111-4111-8111-111111111111");
  #clock = Date.parse("2026-01-01T00:00:00Z");

  now(): string {
    return new Date(this.#clock).toISOString().replace(".000Z", "Z");
  }

  pass(seconds: number): void {
    this.#clock += seconds * 1000;
  }

  /** A person's edit. */
  edit(side: Side, change: Partial<Task>): void {
    const held = this.held[side];
    const task = { ...(held.task ?? blankTask), ...change };
    const shown = side === "taskwarrior" ? Math.min(3, task.priority) : task.priority;
    held.task = { ...task, priority: shown };
    held.changedAt = this.#clock;
  }

  comment(side: Side, text: string): string {
    const held = this.held[side];
    const id = `${side[0]}${held.nextComment++}`;
    this.edit(side, { comments: [...(held.task ?? blankTask).comments, { id, text }] });
    return id;
  }

  remove(side: Side): void {
    this.held[side].task = null;
    this.held[side].changedAt = this.#clock;
  }

  look(...which: readonly Side[]): readonly TaskEvent[] {
    const seen = which.filter((side) =>
      this.held[side].task !== null || this.state[side].presence !== "unknown"
    );
    const linked = this.state.vikunjaId !== null || !seen.includes("vikunja") ||
      this.state.vikunja.presence !== "unknown";
    return this.#apply({
      type: "Look",
      readings: seen.map((side) => ({ side, reading: this.#reading(side) })),
      ...(linked ? {} : { link: { vikunjaId: 7, because: "same title" as const } }),
    });
  }

  /** Carries out what is asked of one side; `lost`: the answer never arrives. */
  push(side: Side, answer: "arrives" | "lost" | "never sent" = "arrives"): void {
    const pending = this.state[side].pending;
    if (pending === null || pending.dead) return;
    const { request, push } = pending;
    const comments: { from: string; to: string }[] = [];
    const outcome = answer === "never sent" ? "unsent" : this.#write(side, push, comments);
    if (answer !== "arrives") {
      const retryAt = this.now();
      const failed = { side, request, code: "SERVER_UNAVAILABLE" as const, message: "cut" };
      this.#apply({ type: "FailPush", ...failed, retryAt });
      return;
    }
    const reading = this.#reading(side);
    if (outcome === "stale") this.#apply({ type: "RefusePush", side, request, reading });
    else this.#apply({ type: "ConfirmPush", side, request, reading, comments, leftOut: [] });
  }

  /** Looks and pushes until nothing happens any more; throws where that does not end. */
  rest(): void {
    for (let round = 0; round < 30; round++) {
      this.pass(1);
      const before = this.events.length;
      this.look(...sides);
      for (const side of sides) this.push(side);
      if (this.events.length === before) return;
    }
    throw new Error(`no rest:\n${this.events.slice(-12).map((e) => JSON.stringify(e)).join("\n")}`);
  }

  #reading(
    side: Side,
  ): PresentReading | { kind: "gone"; id: string; how: "deleted"; changedAt: string } {
    const { task, changedAt } = this.held[side];
    const at = new Date(changedAt).toISOString().replace(".000Z", "Z");
    const id = side === "vikunja" ? "7" : this.state.streamId;
    if (task === null) return { kind: "gone", id, how: "deleted", changedAt: at };
    return { kind: "present", id, task, extra: {}, changedAt: at, linkHint: null };
  }

  #apply(command: Parameters<typeof decide>[1]): readonly TaskEvent[] {
    const { events } = decide(this.state, command, policyAt(this.now()));
    for (const event of events) this.state = evolve(this.state, event);
    this.events.push(...events);
    return events;
  }

  #write(side: Side, push: Push, ids: { from: string; to: string }[]): "done" | "stale" {
    const held = this.held[side];
    if (push.kind === "delete") {
      if (held.task !== null && !jsonEqual(held.task, push.seen)) return "stale";
      this.writes[side]++;
      this.remove(side);
      return "done";
    }
    if (push.kind === "create") {
      if (held.task !== null) return "done";
      this.writes[side]++;
      this.edit(side, push.task);
      for (const { from, text } of push.comments) ids.push({ from, to: this.comment(side, text) });
      return "done";
    }
    const task = held.task;
    if (task === null) return "stale";
    const patch = push.patch as Readonly<Record<string, unknown>>;
    const current = task as unknown as Readonly<Record<string, unknown>>;
    const stale = Object.entries(push.expected).some(([field, value]) =>
      !jsonEqual(current[field], value) && !jsonEqual(current[field], patch[field])
    );
    if (stale) return "stale";
    this.writes[side]++;
    this.edit(side, patched(task, push.patch));
    for (const { from, text } of push.patch.comments?.add ?? []) {
      ids.push({ from, to: this.comment(side, text) });
    }
    return "done";
  }
}

function patched(task: Task, patch: Patch): Task {
  const { labels, depends, comments, link: _, ...scalars } = patch;
  return {
    ...task,
    ...scalars,
    labels: labels === undefined ? task.labels : applySet(task.labels, labels),
    depends: depends === undefined ? task.depends : applySet(task.depends, depends),
    comments: task.comments.flatMap((comment): Comment[] => {
      if (comments?.remove.includes(comment.id)) return [];
      const edit = comments?.edit.find((each) => each.id === comment.id);
      return [edit === undefined ? comment : { ...comment, text: edit.text }];
    }),
  };
}
