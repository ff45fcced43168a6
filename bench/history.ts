import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLogHistory, type LogHistory } from "@/app/history/history.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Side, Task } from "@/domain/task.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { everything, type HistoryFilter } from "@/ports/history.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { plainTask } from "./plain_task.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { showTable } from "./table.ts";
import { median } from "./timing.ts";

const tasks = 9_000;
const editsOfOne = 2_500;
const rounds = 15;

/** Looking back in a log of 100,000 events, beside the bare reads of the same events. */
export async function benchHistory(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  const path = join(folder, "log.db");
  try {
    using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
    await fill(log);
    using bare = new DatabaseSync(path, { readOnly: true });
    return rowsOf(log, bare);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function rowsOf(log: Log, bare: DatabaseSync): readonly BenchRow[] {
  const one = streamOf(4_500);
  const many = streamOf(0);
  const like = bare.prepare("SELECT count(*) FROM events WHERE data LIKE ?");
  const parse = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ data }) => JSON.parse(String(data)));
  const shown = createLogHistory(log).list(everything).operations.flatMap(({ parts }) => parts);
  const page = () => shown.map(({ task }) => log.store.readStream(task));
  const list = (asked: Partial<HistoryFilter>) => (history: LogHistory) =>
    history.list({ ...everything, ...asked });
  const ofOne = "its events, in the log's own way";
  return [
    compared(
      log,
      "history, first page",
      list({}),
      "events of its tasks, in the log's own way",
      page,
      10,
    ),
    compared(
      log,
      `history, a run of ${tasks} tasks`,
      list({ before: (log.history.runFrom(1)?.position ?? 0) + 1 }),
      "its events, looked through once",
      () => like.all("%operation%"),
      3,
    ),
    compared(
      log,
      "history of a task",
      list({ task: one }),
      ofOne,
      () => log.store.readStream(one),
      5,
    ),
    compared(
      log,
      "history of a task of 10,000 events",
      list({ task: many }),
      ofOne,
      () => log.store.readStream(many),
      5,
    ),
    compared(
      log,
      "history, words that one task has",
      list({ text: "title 4500 " }),
      "all events, read once",
      () => like.all("%title 4500 %"),
      10,
    ),
    compared(
      log,
      "all tasks as they were",
      (history) => history.tasksAt("now"),
      "all events, read and parsed",
      () => parse(bare.prepare("SELECT data FROM events").all()),
      10,
    ),
  ];
}

/** In turns, medians. */
function compared(
  log: Log,
  name: string,
  ours: (history: LogHistory) => unknown,
  floorName: string,
  floor: () => unknown,
  most: number,
): BenchRow {
  const [spent, least]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    spent.push(secondsOf(() => ours(createLogHistory(log))));
    least.push(secondsOf(floor));
  }
  return timesRow(name, { value: median(spent), floor: median(least), floorName, most });
}

function secondsOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}

function streamOf(task: number): string {
  return `00000000-0000-4000-8000-${String(task).padStart(12, "0")}`;
}

async function fill(log: Log): Promise<void> {
  const all = Array.from({ length: tasks }, (_, task) => task);
  for (let from = 0; from < tasks; from += 500) {
    const some = all.slice(from, from + 500);
    await log.store.append(some.map((task) => ({
      streamId: streamOf(task),
      expectedVersion: 0,
      events: [...made(task), ...edited(task, 4, 0), ...edited(task, 6, 1)].slice(0, 10),
    })));
  }
  await log.store.append([{
    streamId: "log",
    expectedVersion: 0,
    events: [{ type: "SyncCompleted", data: { summary: { created: { vikunja: tasks } } } }],
  }]);
  for (let edit = 0; edit < editsOfOne; edit++) {
    const version = log.store.streamVersion(streamOf(0));
    const events = edited(0, version, edit + 2);
    await log.store.append([{ streamId: streamOf(0), expectedVersion: version, events }]);
  }
  for (let task = 1; task < 1_000; task++) {
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

if (import.meta.main) {
  console.log(showTable(await benchHistory(), "Looking back in a log of 100,000 events"));
}
