import type { TaskEvent } from "@/domain/events.ts";
import { scalarFields, setFields, shownFields } from "@/domain/fields.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { PairState } from "@/domain/state.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import type { StoredStep } from "@/engine/actor.ts";

/** What a step of a dry run would do, in words. */
export function plannedChanges(step: StoredStep): readonly PlannedChange[] {
  const { before, after, events } = step;
  return events.flatMap((event) =>
    isAboutSelection(event)
      ? before.version === 0 ? [] : [selectedChange(event, after)]
      : plannedChange(event, after)
  );
}

type AboutSelection = Extract<TaskEvent, { type: "TaskSelected" | "TaskDeselected" }>;

function isAboutSelection(event: TaskEvent): event is AboutSelection {
  return event.type === "TaskSelected" || event.type === "TaskDeselected";
}

function selectedChange(event: AboutSelection, state: PairState): PlannedChange {
  const side = state.taskwarrior.task === null ? "vikunja" : "taskwarrior";
  const title = state[side].task?.title ?? "";
  const isLeft = event.type === "TaskDeselected";
  const changes = isLeft ? [`stays as it is on both sides: ${event.data.because}`] : [];
  return { task: state.streamId, title, side, action: isLeft ? "leave" : "take", changes };
}

function plannedChange(event: TaskEvent, state: PairState): PlannedChange[] {
  const task = state.streamId;
  const title = state.taskwarrior.task?.title ?? state.vikunja.task?.title ?? "";
  if (event.type === "PushRequested") {
    const { side, push } = event.data;
    const changes = wordsFor(push);
    if (push.kind === "update" && changes.length === 0) return [];
    const project = side === "vikunja" ? projectOf(push) : null;
    const put = project === null ? {} : { project };
    const finishedAt = push.kind === "create" && push.task.done ? push.task.doneAt : null;
    const ended = finishedAt === null ? {} : { finishedAt };
    return [{ task, title, side, action: push.kind, changes, ...put, ...ended }];
  }
  if (event.type === "TaskLinked" && event.data.because !== "created") {
    const { vikunjaId, because } = event.data;
    const changes = [`with #${vikunjaId}, ${because}`];
    return [{ task, title, side: "vikunja", action: "link", changes }];
  }
  if (event.type === "ConflictResolved") {
    const { field, kept, lost, because } = event.data;
    const words = `${field}: ${show(kept.value)} kept, ${show(lost.value)} lost (${because})`;
    return [{ task, title, side: lost.side, action: "conflict", changes: [words] }];
  }
  return [];
}

function projectOf(push: Push): readonly string[] | null {
  switch (push.kind) {
    case "create":
      return push.task.project;
    case "update":
      return push.patch.project ?? null;
    case "delete":
      return null;
  }
}

function wordsFor(push: Push): readonly string[] {
  switch (push.kind) {
    case "create":
      return push.task.project.length === 0 ? [] : [`project: ${push.task.project.join(" / ")}`];
    case "delete":
      return [];
    case "update":
      return patchWords(push.patch, push.expected as Readonly<Record<string, unknown>>);
  }
}

function patchWords(patch: Patch, expected: Readonly<Record<string, unknown>>): readonly string[] {
  const whole = [...scalarFields, ...shownFields].filter((field) => field in patch);
  const words = whole.map((field) =>
    field in expected
      ? `${field}: ${show(expected[field])} → ${show(patch[field])}`
      : `${field}: ${show(patch[field])}`
  );
  for (const field of [...setFields, "assignment"] as const) {
    const set = patch[field];
    if (set === undefined) continue;
    words.push(
      `${field}: ${[...set.add.map((e) => `+${e}`), ...set.remove.map((e) => `-${e}`)].join(" ")}`,
    );
  }
  const { comments } = patch;
  if (comments !== undefined) {
    const { add, edit, remove } = comments;
    words.push(`comments: +${add.length} ~${edit.length} -${remove.length}`);
  }
  return words;
}

function show(value: unknown): string {
  return value === null || value === "" ? "none" : JSON.stringify(value);
}
