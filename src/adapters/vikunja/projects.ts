import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Obstacles } from "@/domain/obstacle.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isYounger, makingAgeMs } from "@/adapters/vikunja/client/age.ts";
import { freshFacts } from "@/adapters/vikunja/info.ts";
import { allPages } from "@/adapters/vikunja/lists.ts";
import { projectOf } from "@/adapters/vikunja/project_of.ts";
import { createProjectTree, findInbox, projectSchema } from "@/adapters/vikunja/project_tree.ts";
import type { Project, ProjectTree } from "@/adapters/vikunja/project_tree.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";
import { createInTurn } from "@/adapters/vikunja/in_turn.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { ReplicaIdentity } from "@/ports/replica.ts";

const projectFacts = v.object({
  url: v.string(),
  inbox: v.nullable(v.object({ id: v.number(), created: v.string() })),
  projects: v.array(projectSchema),
  /** Projects of tasks that were not among the account's when last asked. */
  unknown: v.array(v.number()),
});
type ProjectFacts = v.InferOutput<typeof projectFacts>;

/** Name of the projects among the facts that are kept between runs. */
export const projectFactsName = "vikunja.projects";
/** What was read so long ago at most is as good as read now. */
const justNowMs = 2_000;

/** The projects as last read; asked again after a day, on demand, or when an unknown one shows. */
export interface Projects {
  tree(signal: AbortSignal): Promise<ProjectTree>;
  refresh(signal: AbortSignal): Promise<ProjectTree>;
  /** As they are from now on: a reading that is under way may show them as they were before. */
  readAnew(signal: AbortSignal): Promise<ProjectTree>;
  /** As `refresh`, unless they have just been read. */
  renew(signal: AbortSignal): Promise<ProjectTree>;
  /** The tree, read again first where a task's project is not in it. */
  treeWith(ids: readonly number[], signal: AbortSignal): Promise<ProjectTree>;
  /** The project of that path, made with its parents where it is not there; never two of one path. */
  ensure(path: readonly string[], signal: AbortSignal): Promise<Project>;
  identity(signal: AbortSignal): Promise<ReplicaIdentity>;
  /** See `ProjectNames`; of what was read last. */
  nearest(path: readonly string[]): readonly string[];
  /** See `ProjectTree`; of what was read last. */
  obstacles(): Obstacles;
  /** When anything in each project was changed last, by path, as read in this process. */
  stamps(): readonly { readonly path: readonly string[]; readonly updatedAt: string }[];
  /** Ids that were given to another project since they were last read, in words. */
  replaced(): readonly string[];
  /** Of the Inbox; empty before the projects are known. */
  inboxPath(): readonly string[];
}

export function createProjects(deps: {
  readonly api: () => Promise<Api>;
  readonly cache: FactsCache;
  readonly url: string;
  readonly now: () => Date;
  /** Whether it is asked for where the tasks' cards are. */
  readonly asksBoards: boolean;
}): Projects {
  let facts = fromCache();
  let built = facts === null ? null : createProjectTree(facts.projects);
  let reading: Promise<ProjectTree> | null = null;
  const making = createInTurn();
  let told: ReplicaIdentity | null = null;
  let readAt: Date | null = null;
  let tookMs = 0;
  /** By us, since the beginning: a list that was asked for before may lack the last ones. */
  const made: Project[] = [];
  let updated: ReadonlyMap<number, string> = new Map();
  let replaced: readonly string[] = [];

  function fromCache(): ProjectFacts | null {
    const cached = v.safeParse(projectFacts, freshFacts(deps.cache, projectFactsName, deps.now()));
    return cached.success && cached.output.url === deps.url ? cached.output : null;
  }

  /** As last read, however long ago. */
  function remembered(): readonly Project[] {
    const old = v.safeParse(projectFacts, deps.cache.get(projectFactsName)?.facts);
    return old.success && old.output.url === deps.url ? old.output.projects : [];
  }

  /** The Inbox is remembered for longer than a day: it may be renamed, its id and creation stay. */
  function rememberedInbox(): ProjectFacts["inbox"] {
    const old = v.safeParse(projectFacts, deps.cache.get(projectFactsName)?.facts);
    return facts?.inbox ?? (old.success && old.output.url === deps.url ? old.output.inbox : null);
  }

  async function read(signal: AbortSignal): Promise<ProjectTree> {
    const api = await deps.api();
    const startedAt = deps.now().getTime();
    const madeBefore = made.length;
    const { items } = await allPages((page) => api.projects(page, signal));
    tookMs = deps.now().getTime() - startedAt;
    const listed = items.filter((raw) => Number(raw["id"]) > 0).map((raw) =>
      projectOf(raw, deps.asksBoards)
    );
    const unlisted = made.slice(madeBefore).filter(({ id }) =>
      !listed.some((one) => one.id === id)
    );
    const projects = withKnownPermissions([...listed, ...unlisted]);
    const before = rememberedInbox();
    updated = new Map(
      items.map((raw) => [Number(raw["id"]), instantOf(raw["updated"]) ?? ""] as const),
    );
    replaced = replacedSince(remembered(), projects);
    const kept = projects.find((p) => p.id === before?.id && p.created === before.created);
    const inbox = kept ?? findInbox(projects, ownerOfPseudo(items));
    const next: ProjectFacts = {
      url: deps.url,
      inbox: inbox === null ? null : { id: inbox.id, created: inbox.created },
      projects,
      unknown: (facts?.unknown ?? []).filter((id) => !projects.some((p) => p.id === id)),
    };
    // Before it is kept: what another account's are would be remembered for those of this log.
    checkIdentity(next);
    keep(next);
    readAt = deps.now();
    return tree();
  }

  function keep(next: ProjectFacts): void {
    facts = next;
    built = createProjectTree(next.projects);
    deps.cache.put(projectFactsName, next);
  }

  function tree(): ProjectTree {
    built ??= createProjectTree(facts?.projects ?? []);
    return built;
  }

  function identityIn(known: ProjectFacts | null): ReplicaIdentity {
    return {
      url: deps.url,
      inboxId: known?.inbox?.id ?? null,
      inboxCreated: known?.inbox?.created ?? null,
    };
  }

  function checkIdentity(known: ProjectFacts): void {
    const found = identityIn(known);
    // A new server gives its first Inbox the same id; only its creation tells them apart.
    if (told === null || jsonEqual(told, found)) return;
    throw new SyncError(
      "BINDING",
      "Cannot sync: the server at this address is not the one of before",
      {
        hint:
          "Nothing was changed. Its Inbox is another one: another server, another account, or a " +
          "restored backup. Point it back to where it was, or give this pair a log of its own with " +
          "another VIKUNJA_SYNC_STATE_DIR.",
        details: { was: told, is: found },
      },
    );
  }

  async function refresh(signal: AbortSignal): Promise<ProjectTree> {
    reading ??= read(signal).finally(() => reading = null);
    return await reading;
  }

  async function readAnew(signal: AbortSignal): Promise<ProjectTree> {
    await reading?.catch(() => {});
    return await refresh(signal);
  }

  const renew = async (signal: AbortSignal): Promise<ProjectTree> =>
    isYounger(readAt, deps.now(), justNowMs) ? tree() : await refresh(signal);

  const current = async (signal: AbortSignal): Promise<ProjectTree> =>
    facts === null ? await refresh(signal) : tree();

  async function findOrMake(path: readonly string[], signal: AbortSignal): Promise<Project> {
    const known = findNearest(path);
    if (known !== null) return known;
    // Somebody may have made it a moment ago.
    const isFresh = isYounger(readAt, deps.now(), makingAgeMs(tookMs));
    if (!isFresh) await refresh(signal);
    return findNearest(path) ?? await make(tree().nearest(path), signal);
  }

  /** Of two that differ by case and were asked for before either was there, the first is made. */
  const findNearest = (path: readonly string[]) => tree().find(tree().nearest(path));

  async function make(path: readonly string[], signal: AbortSignal): Promise<Project> {
    const above = path.slice(0, -1);
    const parent = above.length > 0 ? tree().find(above) ?? await make(above, signal) : null;
    const title = path.at(-1) ?? "";
    const api = await deps.api();
    const raw = await created(() => api.createProject(title, parent?.id ?? 0, signal));
    const project = { ...projectOf(raw, deps.asksBoards), permission: null };
    made.push(project);
    if (facts !== null) keep({ ...facts, projects: [...facts.projects, project] });
    return project;
  }

  /** One that failed may have been made all the same: looked for before it is made again. */
  async function created(create: () => Promise<RawObject>): Promise<RawObject> {
    try {
      return await create();
    } catch (error) {
      readAt = null;
      throw error;
    }
  }

  return {
    tree: current,
    refresh,
    readAnew,
    renew,
    async treeWith(ids, signal) {
      const known = await current(signal);
      const unheard = ids.filter((id) =>
        known.get(id) === null && facts?.unknown.includes(id) !== true
      );
      if (unheard.length === 0) return known;
      const read = await refresh(signal);
      const unknown = [...new Set(unheard)].filter((id) => read.get(id) === null);
      if (facts !== null && unknown.length > 0) {
        keep({ ...facts, unknown: [...facts.unknown, ...unknown] });
      }
      return tree();
    },
    async ensure(path, signal) {
      const known = facts === null ? null : tree().find(path);
      return known ??
        await making.after(path[0]?.toLowerCase() ?? "", () => findOrMake(path, signal));
    },
    async identity(signal) {
      await current(signal);
      told ??= identityIn(facts);
      return told;
    },
    nearest: (path) => facts === null ? path : tree().nearest(path),
    obstacles: () => facts === null ? new Map() : tree().obstacles,
    stamps: () =>
      [...updated].flatMap(([id, updatedAt]) => {
        const path = tree().pathOf(id);
        return path === null || updatedAt === "" ? [] : [{ path, updatedAt }];
      }),
    replaced: () => replaced,
    inboxPath() {
      return facts?.inbox == null ? [] : tree().pathOf(facts.inbox.id) ?? [];
    },
  };
}

/** Each account may do everything in its Inbox: where no project says so, the server does not tell at all. */
function withKnownPermissions(projects: readonly Project[]): Project[] {
  const isTold = projects.some(({ permission }) => permission !== null && permission > 0);
  return projects.map((project) => isTold ? project : { ...project, permission: null });
}

function replacedSince(
  before: readonly Project[],
  now: readonly Project[],
): readonly string[] {
  const known = new Map(before.map((project) => [project.id, project]));
  return now.flatMap((project) => {
    const old = known.get(project.id);
    if (old === undefined || old.created === project.created) return [];
    return [`project ${project.id} was «${old.title}» and is another one, «${project.title}»`];
  });
}

/** Saved filters show as projects with negative ids, and their owner is always the account itself. */
function ownerOfPseudo(items: readonly RawObject[]): number | null {
  const filter = items.find((raw) => Number(raw["id"]) < -1);
  const owner = filter?.["owner"] as RawObject | null | undefined;
  return typeof owner?.["id"] === "number" ? owner["id"] : null;
}
