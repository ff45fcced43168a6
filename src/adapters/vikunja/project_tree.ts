import * as v from "valibot";
import { type Obstacles, projectKey } from "@/domain/obstacle.ts";
import { projectPath } from "@/domain/project_path.ts";

export const projectSchema = v.object({
  id: v.number(),
  title: v.string(),
  /** 0: at the root. */
  parentId: v.number(),
  archived: v.boolean(),
  created: v.string(),
  ownerId: v.nullable(v.number()),
  /** Its user name; `null` also in facts from before this was kept. */
  ownerName: v.optional(v.nullable(v.string()), null),
  /** What the account may do there: 0 read, 1 write, 2 all; `null`: not known. */
  permission: v.optional(v.nullable(v.number()), null),
  /** Its first kanban view, the bucket of new tasks and that of done ones (0: none); read where it is asked for. */
  board: v.exactOptional(
    v.nullable(v.object({ id: v.number(), first: v.number(), done: v.number() })),
  ),
});
export type Project = v.InferOutput<typeof projectSchema>;

/** The account's projects as paths from the root; pseudo projects are not among them. */
export interface ProjectTree {
  readonly projects: readonly Project[];
  get(id: number): Project | null;
  /** Titles from the root; `null` for an unknown project. */
  pathOf(id: number): readonly string[] | null;
  /** The project to write to: one that can be written to before others, then the lowest id. */
  find(path: readonly string[]): Project | null;
  /** See `ProjectNames`. */
  nearest(path: readonly string[]): readonly string[];
  /** Why a task of the project may not be written, with the way out; `null`: nothing speaks against it. */
  readOnly(project: Project): string | null;
  /** Why no task can be put at the path of each, likewise. */
  readonly obstacles: Obstacles;
  /** Projects that share one path, in words. */
  readonly twins: readonly string[];
}

export function createProjectTree(projects: readonly Project[]): ProjectTree {
  const byId = new Map(projects.map((project) => [project.id, project]));
  const paths = new Map(projects.map((project) => [project.id, projectPath(project, byId)]));
  const byPath = new Map<string, Project[]>();
  for (const project of projects) {
    const key = projectKey(paths.get(project.id) ?? []);
    byPath.set(key, [...(byPath.get(key) ?? []), project].toSorted(writableFirst));
  }
  const find = (path: readonly string[]) => byPath.get(projectKey(path))?.[0] ?? null;
  const named = ({ id }: Project) => `«${(paths.get(id) ?? []).join(" / ")}»`;
  let obstacles: Obstacles | null = null;
  let names: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  return {
    projects,
    get: (id) => byId.get(id) ?? null,
    pathOf: (id) => paths.get(id) ?? null,
    find,
    nearest: (path) => find(path) === null ? nearestIn(names ??= namesIn(paths), path) : path,
    readOnly: (project) =>
      project.permission === 0
        ? `the project ${
          named(project)
        } is shared with you for reading only; its owner can give you the right to write`
        : null,
    get obstacles() {
      return obstacles ??= new Map([...byPath].map(([key, [first]]) => [key, obstacleOf(first)]));
    },
    twins: [...byPath.values()].filter((group) => group.length > 1).map(describeTwins),
  };

  function obstacleOf(project: Project | undefined): string | null {
    if (project?.archived === true) {
      return `the project ${
        named(project)
      } is archived; unarchive it in Vikunja, or move the task to another one`;
    }
    return project?.permission === 0
      ? `the project ${
        named(project)
      } is shared with you for reading only; move the task to another one, ` +
        "or ask its owner for the right to write"
      : null;
  }

  function describeTwins(group: readonly Project[]): string {
    const path = (paths.get(group[0]?.id ?? 0) ?? []).join(" / ");
    const ids = group.map((project) => project.id).join(", ");
    return `Projects ${ids} are all called «${path}»; new tasks go to ${group[0]?.id}`;
  }
}

function writableFirst(a: Project, b: Project): number {
  const rank = (project: Project) => Number(project.archived || project.permission === 0);
  return rank(a) - rank(b) || a.id - b.id;
}

/**
 * The account's Inbox. A token without `other: user` has no sure way to ask for it: own projects before
 * others', the title «Inbox» before others, then the lowest id. `null` only where there is no project.
 */
export function findInbox(projects: readonly Project[], ownId: number | null): Project | null {
  const roots = projects.filter((project) => project.parentId === 0);
  const own = roots.filter((project) => ownId === null || project.ownerId === ownId);
  const candidates = own.length > 0 ? own : roots;
  const byId = candidates.toSorted((a, b) => a.id - b.id);
  return byId.find((project) => project.title === "Inbox") ?? byId[0] ?? null;
}

/** Titles below each path. */
function namesIn(
  paths: ReadonlyMap<number, readonly string[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const path of paths.values()) {
    const above = projectKey(path.slice(0, -1));
    names.set(above, (names.get(above) ?? new Set()).add(path.at(-1) ?? ""));
  }
  return names;
}

function nearestIn(
  names: ReadonlyMap<string, ReadonlySet<string>>,
  path: readonly string[],
): readonly string[] {
  const found: string[] = [];
  for (const title of path) {
    const there = names.get(projectKey(found));
    const folded = title.toLowerCase();
    const twins = there === undefined || there.has(title)
      ? []
      : [...there].filter((other) => other.toLowerCase() === folded);
    found.push(twins.length === 1 ? twins[0] ?? title : title);
  }
  return found;
}
