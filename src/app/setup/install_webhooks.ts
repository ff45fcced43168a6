import { SyncError } from "@/domain/errors.ts";
import type { WebhooksReport } from "@/ports/setup.ts";
import type {
  HookProject,
  NewHook,
  ServerHook,
  WebhookRecord,
  Webhooks,
  WebhookStore,
} from "@/ports/webhooks.ts";

/**
 * What tells of a task's changes. Recorded: labels, assignees, moves and buckets come as `task.updated`, and
 * a project that goes or is put elsewhere says so itself.
 */
const events: readonly string[] = [
  "project.deleted",
  "project.updated",
  "task.comment.created",
  "task.comment.deleted",
  "task.comment.edited",
  "task.created",
  "task.deleted",
  "task.relation.created",
  "task.relation.deleted",
  "task.updated",
];

interface WebhookDeps {
  readonly webhooks: Webhooks;
  readonly store: WebhookStore;
  readonly auth: string | null;
  /** Whether tasks of the project may be selected at all: nobody listens to the others. */
  readonly isSelected: (project: HookProject, all: readonly HookProject[]) => boolean;
}

/** How thoroughly to look: everywhere for what should not be there, or only at what is new. */
export type Care = "every project" | "new projects";

/**
 * One webhook on each project that has none above it: recorded, a webhook hears all that is below its project,
 * so one on the child as well would tell everything twice. Where the upper one refuses, or is not selected, its
 * children get their own.
 */
export async function installWebhooks(
  deps: WebhookDeps,
  url: string,
  care: Care,
  signal: AbortSignal,
): Promise<WebhooksReport> {
  const { webhooks, store, auth, isSelected } = deps;
  const secret = await store.secret();
  const seal = store.sealOf(secret, auth);
  const before = await store.record();
  const isSame = before !== null && before.url === url && before.seal === seal;
  const projects = await webhooks.projects(signal);
  const found = care === "every project" || !isSame
    ? await ownHooks(webhooks, projects, [url, before?.url], signal)
    : recordedHooks(before, projects, url);
  const wanted: NewHook = { url, events, secret, auth };
  const keeps = isSame ? new Set(before.hooks.map(({ id }) => id)) : new Set<number>();
  const placed = await place(webhooks, projects, { found, wanted, keeps, isSelected }, signal);
  const hooks = placed.hooks.map(({ id, projectId }) => ({ id, project: projectId }));
  await store.keep({ url, seal, hooks });
  const staying = new Set(hooks.map(({ id }) => id));
  const removed = found.filter(({ id }) => !staying.has(id));
  for (const hook of removed) await remove(webhooks, hook, signal);
  const title = titles(projects);
  const live = projects.filter((each) => !each.archived && isSelected(each, projects)).length;
  return {
    url,
    created: placed.created.map(title),
    kept: placed.kept.map(title),
    removed: removed.map(({ projectId }) => title(projectId)),
    covered: live - hooks.length - placed.leftOut.length,
    leftOut: placed.leftOut.map(({ id, reason }) => ({ project: title(id), reason })),
    notes: [],
  };
}

/** Removes those that were set up from this state folder, and those that send to the same address. */
export async function uninstallWebhooks(
  { webhooks, store }: Pick<WebhookDeps, "webhooks" | "store">,
  url: string | null,
  signal: AbortSignal,
): Promise<WebhooksReport> {
  const before = await store.record();
  const projects = await webhooks.projects(signal);
  const found = await ownHooks(webhooks, projects, [url, before?.url], signal);
  for (const hook of found) await remove(webhooks, hook, signal);
  await store.forget();
  const removed = found.map(({ projectId }) => titles(projects)(projectId));
  return { url: null, created: [], kept: [], removed, covered: 0, leftOut: [], notes: [] };
}

interface Placed {
  readonly hooks: readonly ServerHook[];
  readonly created: readonly number[];
  readonly kept: readonly number[];
  readonly leftOut: readonly { readonly id: number; readonly reason: string }[];
}

interface Placing {
  readonly found: readonly ServerHook[];
  readonly wanted: NewHook;
  /** Ids of hooks that carry the secret of now. */
  readonly keeps: ReadonlySet<number>;
  readonly isSelected: WebhookDeps["isSelected"];
}

async function place(
  webhooks: Webhooks,
  projects: readonly HookProject[],
  { found, wanted, keeps, isSelected }: Placing,
  signal: AbortSignal,
): Promise<Placed> {
  const seen = new Set(projects.map(({ id }) => id));
  const hooks: ServerHook[] = [];
  const created: number[] = [];
  const kept: number[] = [];
  const leftOut: { id: number; reason: string }[] = [];
  const below = (parent: number) => projects.filter(({ parentId }) => parentId === parent);
  const waiting = projects.filter(({ parentId }) => !seen.has(parentId));
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    const { id } = project;
    // Nothing in it can change until it is taken out of the archive.
    if (project.archived) continue;
    if (!isSelected(project, projects)) {
      waiting.push(...below(id));
      continue;
    }
    const good = found.find((hook) =>
      hook.projectId === id && keeps.has(hook.id) && isAsWanted(hook, wanted)
    );
    if (good !== undefined) {
      kept.push(id);
      hooks.push(good);
      continue;
    }
    try {
      hooks.push(await webhooks.create(id, wanted, signal));
      created.push(id);
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "FORBIDDEN") throw thrown;
      leftOut.push({ id, reason: "this account may not change it; the poll finds its changes" });
      waiting.push(...below(id));
    }
  }
  return { hooks, created, kept, leftOut };
}

function isAsWanted(hook: ServerHook, { url, events }: NewHook): boolean {
  return hook.url === url && hook.events.join() === events.toSorted().join();
}

async function ownHooks(
  webhooks: Webhooks,
  projects: readonly HookProject[],
  urls: readonly (string | null | undefined)[],
  signal: AbortSignal,
): Promise<readonly ServerHook[]> {
  const own: ServerHook[] = [];
  for (const { id } of projects) {
    const hooks = await readable(webhooks.list(id, signal));
    own.push(...hooks.filter((hook) => urls.includes(hook.url)));
  }
  return own;
}

/** Where this account may only read it cannot have made a webhook either. */
async function readable(list: Promise<readonly ServerHook[]>): Promise<readonly ServerHook[]> {
  try {
    return await list;
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "FORBIDDEN") return [];
    throw thrown;
  }
}

/** As remembered: without asking whether they are still there. */
function recordedHooks(
  { hooks }: WebhookRecord,
  projects: readonly HookProject[],
  url: string,
): readonly ServerHook[] {
  const seen = new Set(projects.map(({ id }) => id));
  return hooks.filter(({ project }) => seen.has(project))
    .map(({ id, project }) => ({ id, projectId: project, url, events }));
}

async function remove(webhooks: Webhooks, hook: ServerHook, signal: AbortSignal): Promise<void> {
  try {
    await webhooks.remove(hook.projectId, hook.id, signal);
  } catch (thrown) {
    const isGone = thrown instanceof SyncError && thrown.code === "NOT_FOUND";
    if (!isGone) throw thrown;
  }
}

function titles(projects: readonly HookProject[]): (id: number) => string {
  const byId = new Map(projects.map(({ id, title }) => [id, title]));
  return (id) => byId.get(id) ?? `#${id}`;
}
