import { nothingDone } from "@tests/support/nothing_done.ts";
import assert from "node:assert/strict";
import type { ServerTask, TaskObject, World } from "@tests/support/world.ts";

/** One task as both sides can hold it; equal on both, or something went wrong. */
export interface PlainTask {
  readonly title: string;
  /** Dotted; null: the default project. */
  readonly project: string | null;
  readonly labels: readonly string[];
  readonly priority: "H" | "M" | "L" | null;
  readonly due: string | null;
  readonly done: boolean;
  readonly comments: readonly string[];
}

export function plainTask(title: string, rest: Partial<PlainTask> = {}): PlainTask {
  const none = { project: null, labels: [], priority: null, due: null, done: false, comments: [] };
  return { title, ...none, ...rest };
}

/** As objects to import. */
export function forTaskwarrior(tasks: readonly PlainTask[]): readonly object[] {
  return tasks.map(({ title, project, labels, priority, due, done, comments }) => ({
    description: title,
    status: done ? "completed" : "pending",
    tags: labels,
    annotations: comments.map((description, index) => ({
      entry: `20240101T00000${index}Z`,
      description,
    })),
    ...(project === null ? {} : { project }),
    ...(priority === null ? {} : { priority }),
    ...(due === null ? {} : { due: due.replace(/[-:]/g, "") }),
  }));
}

/** Typed in on the web page, one after the other. */
export async function putIntoVikunja(world: World, tasks: readonly PlainTask[]): Promise<void> {
  const titles = [...new Set(tasks.flatMap((task) => [...task.labels]))];
  const labels = new Map<string, number>();
  for (const title of titles) {
    labels.set(title, (await world.api<Made>("POST", "/api/v2/labels", { title })).id);
  }
  for (const task of tasks) {
    const { id } = await world.api<Made>("POST", "/api/v2/projects/1/tasks", {
      title: task.title,
      done: task.done,
      ...(task.priority === null ? {} : { priority: ["L", "M", "H"].indexOf(task.priority) + 1 }),
      ...(task.due === null ? {} : { due_date: task.due }),
    });
    for (const title of task.labels) {
      await world.api("POST", `/api/v2/tasks/${id}/labels`, { label_id: labels.get(title) });
    }
    for (const comment of task.comments) {
      await world.api("POST", `/api/v2/tasks/${id}/comments`, { comment });
    }
  }
}

/** That each side holds exactly these, each once, and that no project and no label is there twice. */
export async function assertBothHold(
  world: World,
  expected: readonly PlainTask[],
  when: string,
): Promise<void> {
  const wanted = sorted(expected);
  assert.deepEqual(await taskwarriorSide(world), wanted, `Taskwarrior ${when}`);
  assert.deepEqual(await vikunjaSide(world), wanted, `Vikunja ${when}`);
  for (const kind of ["projects", "labels"]) {
    const items = await listOf(world, kind);
    const titles = items.map((item) => `${item.title} in ${item.parent_project_id ?? 0}`);
    assert.deepEqual(titles, [...new Set(titles)], `${kind} ${when}`);
  }
}

/** That one more run finds nothing to do and writes nowhere. */
export async function assertQuiet(world: World, when: string): Promise<void> {
  const before = await contents(world);
  world.server.resetLog();
  const summary = await world.json(["sync"]);
  const writes = world.server.log.filter(({ method }) => method !== "GET");
  assert.deepEqual(writes, [], `requests ${when}`);
  assert.deepEqual(await contents(world), before, `Taskwarrior's tasks ${when}`);
  const { created, updated, deleted, conflicts, pending, failed } = summary;
  const done = { created, updated, deleted, conflicts, pending, failed };
  assert.deepEqual(done, nothingDone, `summary ${when}`);
}

async function contents(world: World): Promise<readonly TaskObject[]> {
  const tasks = await world.export();
  return tasks.map(({ urgency: _, ...task }) => task as TaskObject)
    .sort((a, b) => a.uuid < b.uuid ? -1 : 1);
}

export async function taskwarriorSide(world: World): Promise<readonly PlainTask[]> {
  const tasks = await world.export();
  return sorted(tasks.filter(({ status }) => status !== "deleted").map(ofTaskwarrior));
}

export async function vikunjaSide(world: World): Promise<readonly PlainTask[]> {
  const projects = new Map(
    (await listOf(world, "projects")).map((project) => [project.id, project]),
  );
  const path = (id: number): string => {
    const { title = "", parent_project_id: parent = 0 } = projects.get(id) ?? {};
    return parent === 0 ? title : `${path(parent)}.${title}`;
  };
  const tasks = await world.serverTasks();
  return sorted(
    await Promise.all(
      tasks.map(async (task) =>
        ofVikunja(task, path, await listOf<ServerComment>(world, `tasks/${task.id}/comments`))
      ),
    ),
  );
}

/** The list of tasks shows 50 comments of all of them together. */
interface ServerComment {
  readonly comment: string;
}

interface Made {
  readonly id: number;
}

interface Listed extends Made {
  readonly title: string;
  readonly parent_project_id?: number;
}

async function listOf<T = Listed>(world: World, what: string): Promise<readonly T[]> {
  const { items } = await world.api<{ items: T[] | null }>(
    "GET",
    `/api/v2/${what}?per_page=1000`,
  );
  return items ?? [];
}

function ofTaskwarrior(task: TaskObject): PlainTask {
  const annotations = (task["annotations"] ?? []) as readonly { readonly description: string }[];
  return {
    title: task.description,
    project: (task["project"] ?? null) as string | null,
    labels: [...(task["tags"] ?? []) as string[]].sort(),
    priority: (task["priority"] ?? null) as PlainTask["priority"],
    due: task["due"] === undefined ? null : isoDate(String(task["due"])),
    done: task.status === "completed",
    comments: annotations.map(({ description }) => description)
      .filter((text) => !text.startsWith("vikunja_id: ")).sort(),
  };
}

function ofVikunja(
  task: ServerTask,
  path: (id: number) => string,
  comments: readonly ServerComment[],
): PlainTask {
  const project = path(Number(task["project_id"]));
  const due = String(task["due_date"]);
  const labels = (task["labels"] ?? []) as readonly { readonly title: string }[];
  return {
    title: task.title,
    project: project === "Inbox" ? null : project,
    labels: labels.map(({ title }) => title).sort(),
    priority: ([null, "L", "M", "H"] as const)[Number(task["priority"])] ?? null,
    due: due.startsWith("0001") ? null : due,
    done: task.done,
    comments: comments.map(({ comment }) => comment.replace(/<\/?p>/g, "").trim()).sort(),
  };
}

function isoDate(compact: string): string {
  return compact.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
}

function sorted(tasks: readonly PlainTask[]): readonly PlainTask[] {
  return [...tasks].sort((a, b) => a.title < b.title ? -1 : a.title > b.title ? 1 : 0);
}
