import { nearest } from "@/config/nearest.ts";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { folded } from "@/domain/folded.ts";
import { fold } from "@/domain/evolve.ts";
import type { Side, Task } from "@/domain/task.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { ProjectPaths } from "@/ports/project_paths.ts";
import { type Look, nothingRead } from "@/triggers/looks.ts";

type Path = readonly string[];

interface ProjectsAskedDeps {
  readonly store: EventStore<SyncEvent>;
  readonly defaultProject: Path;
}

/** Whether a task is, on either side, now or when last seen, in one of the projects or below it. */
export function isInProjects(
  look: Look,
  streamId: string,
  projects: readonly Path[],
  { store, defaultProject }: ProjectsAskedDeps,
): boolean {
  const state = fold(streamId, store.readStream(streamId).map(({ event }) => event));
  const seen: (readonly [Side, Task | null])[] = [
    ["taskwarrior", state.taskwarrior.task],
    ["vikunja", state.vikunja.task],
    ...look.readings.flatMap(({ side, reading }): [Side, Task][] =>
      reading.kind === "present" ? [[side, reading.task]] : []
    ),
  ];
  return seen.some(([side, task]) => {
    if (task === null) return false;
    const path = side === "taskwarrior" && task.project.length === 0
      ? defaultProject
      : task.project;
    return projects.some((project) => isWithin(path, project));
  });
}

function isWithin(path: Path, project: Path): boolean {
  return project.length <= path.length &&
    project.every((name, depth) => folded(path[depth] ?? "") === folded(name));
}

interface KnownProjectsDeps {
  readonly isInScope: (look: Look, streamId: string, projects: readonly string[]) => boolean;
  readonly log: Pick<LogReader, "presentStreams">;
  readonly vikunja: ProjectPaths;
  /** What a project that is written so is called on either side. */
  readonly pathsOf: (project: string) => readonly Path[];
}

/**
 * Refuses a project that neither side has, as written on the command line.
 * @throws {SyncError} `USAGE`, with what was probably meant.
 */
export async function checkProjects(
  projects: readonly string[],
  looks: ReadonlyMap<string, Look>,
  { isInScope, log, vikunja, pathsOf }: KnownProjectsDeps,
  signal: AbortSignal,
): Promise<void> {
  for (const project of projects) {
    const isAsked = (at: Path) => pathsOf(project).some((path) => isWithin(at, path));
    if ([...looks].some(([streamId, look]) => isInScope(look, streamId, [project]))) continue;
    if ((await vikunja.projectPaths("memory", signal)).some(isAsked)) continue;
    const paths = await vikunja.projectPaths("server", signal);
    if (paths.some(isAsked)) continue;
    if (isOfKnownTask(project, isInScope, log)) continue;
    throw unknownProject(project, [...paths, ...projectsOf(looks)]);
  }
}

/** Also where the project itself is not shown any more: withdrawn, or the tasks' last one. */
function isOfKnownTask(
  project: string,
  isInScope: KnownProjectsDeps["isInScope"],
  log: KnownProjectsDeps["log"],
): boolean {
  return log.presentStreams("taskwarrior").some((id) => isInScope(nothingRead, id, [project]));
}

function projectsOf(looks: ReadonlyMap<string, Look>): readonly Path[] {
  return [...looks.values()].flatMap(({ readings }) =>
    readings.flatMap(({ reading }) => reading.kind === "present" ? [reading.task.project] : [])
  );
}

/** More are not listed: the web page shows them better. */
const maxListed = 20;

function unknownProject(project: string, paths: readonly Path[]): SyncError {
  const names = [...new Set(paths.flatMap((path) => encodeProject(path) ?? []))].sort();
  const meant = nearest(project, names);
  const more = names.length - maxListed;
  const listed = names.slice(0, maxListed).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return new SyncError(
    "USAGE",
    `Cannot sync the project ${
      JSON.stringify(project)
    }: none is called so, in Taskwarrior or in Vikunja`,
    { hint: meant === null ? `There are: ${listed}.` : `Did you mean ${JSON.stringify(meant)}?` },
  );
}
