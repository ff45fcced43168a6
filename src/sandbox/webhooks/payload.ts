import { showProject } from "../show/project.ts";
import { showTaskAlone } from "../show/task.ts";
import { showUser } from "../show/user.ts";
import { freshInstant } from "../time.ts";
import type { Happening, World } from "../world.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a hook is told. Task and project are read when it is sent, not when it happened. */
export function payload(world: World, happening: Happening, snapshot: Json): string {
  const { event, doer, projectId, taskId, parts = {} } = happening;
  const project = world.store.projects.get(projectId);
  const data = {
    ...snapshot,
    ...(project === undefined
      ? {}
      : { project: showProject(world, doer, project, { maxPermission: 0 }) }),
    ...taskPart(world, happening, taskId),
    ...parts,
    doer: showUser(doer),
  };
  const time = freshInstant(world.now());
  return escaped(JSON.stringify({ event_name: event, time, data: sorted(data) }));
}

/** What may be gone when it is sent. */
export function snapshotOf(world: World, happening: Happening): Json {
  const { event, doer, projectId, taskId } = happening;
  const project = world.store.projects.get(projectId);
  const shown = project === undefined
    ? {}
    : showProject(world, doer, project, { maxPermission: 0 });
  const bare = event === "project.deleted" ? { owner: null, views: null } : {};
  return { project: { ...shown, ...bare }, ...taskPart(world, happening, taskId) };
}

function taskPart(world: World, { doer }: Happening, taskId: number | undefined): Json {
  const task = taskId === undefined ? undefined : world.store.tasks.get(taskId);
  if (task === undefined) return {};
  return { task: showTaskAlone(world, doer, task, { expand: ["buckets"] }) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}

/** As the server writes JSON: safe inside HTML. */
function escaped(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
