import type { SyncEvent } from "@/domain/events.ts";
import type { Side, Task } from "@/domain/task.ts";
import type { Log } from "@/ports/log.ts";
import { plainTask } from "./plain_task.ts";

export const tasksOfLog = 9_000;
const editsOfOne = 2_500;

/** A task of that log; the first has 10,000 events, the others nine or a few more. */
export function streamOf(task: number): string {
  return `00000000-0000-4000-8000-${String(task).padStart(12, "0")}`;
}

/** 100,000 events: a run that made all tasks, and edits after it. */
export async function fillHistory(log: Log): Promise<void> {
  const all = Array.from({ length: tasksOfLog }, (_, task) => task);
  for (let from = 0; from < tasksOfLog; from += 500) {
    const some = all.slice(from, from + 500);
    await log.store.append(some.map((task) => ({
      streamId: streamOf(task),
      expectedVersion: 0,
      events: [...made(task), ...edited(task, 5, 0)],
    })));
  }
  await log.store.append([{
    streamId: "log",
    expectedVersion: 0,
    events: [{ type: "SyncCompleted", data: { summary: { created: { vikunja: tasksOfLog } } } }],
  }]);
  for (let edit = 0; edit < editsOfOne; edit++) {
    const version = log.store.streamVersion(streamOf(0));
    const events = edited(0, version, edit + 2);
    await log.store.append([{ streamId: streamOf(0), expectedVersion: version, events }]);
  }
  for (let task = 1; task <= 2_250; task++) {
    const version = log.store.streamVersion(streamOf(task));
    const events = edited(task, version, 2);
    await log.store.append([{ streamId: streamOf(task), expectedVersion: version, events }]);
  }
}

function taskOf(task: number, edit: number): Task {
  const title = `title ${task} of a task with some words, ${edit}`;
  return { ...plainTask, title, notes: "two litres\nlong life" };
}

function observed(side: Side, task: number, edit: number): SyncEvent {
  const id = side === "vikunja" ? String(task + 1) : streamOf(task);
  const changedAt = "2026-11-20T10:00:00Z";
  return {
    type: "TaskObserved",
    data: { side, id, task: taskOf(task, edit), extra: {}, changedAt },
  };
}

function made(task: number): readonly SyncEvent[] {
  const { title } = taskOf(task, -1);
  return [
    observed("taskwarrior", task, -1),
    {
      type: "PushRequested",
      data: {
        side: "vikunja",
        push: { kind: "create", task: taskOf(task, -1), comments: [], extra: null },
        source: { title },
        requestedAt: "2026-11-20T10:00:00.000Z",
      },
    },
    { type: "TaskLinked", data: { vikunjaId: task + 1, because: "created" } },
    observed("vikunja", task, -1),
    { type: "PushConfirmed", data: { side: "vikunja", request: 2, comments: [], leftOut: [] } },
  ];
}

function edited(task: number, version: number, edit: number): readonly SyncEvent[] {
  const title = taskOf(task, edit).title;
  return [
    observed("taskwarrior", task, edit),
    {
      type: "PushRequested",
      data: {
        side: "vikunja",
        push: {
          kind: "update",
          patch: { title },
          expected: { title: taskOf(task, edit - 1).title },
        },
        source: { title },
        requestedAt: "2026-11-20T10:00:00.000Z",
      },
    },
    observed("vikunja", task, edit),
    {
      type: "PushConfirmed",
      data: { side: "vikunja", request: version + 2, comments: [], leftOut: [] },
    },
  ];
}
