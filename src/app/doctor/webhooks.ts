import { type Check, type Examined, note, ok, skipped, wrong } from "@/app/doctor/examination.ts";
import { selectedProjects } from "@/app/run/selected_projects.ts";
import { accountOf } from "@/app/setup/setup_deps.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Finding } from "@/ports/setup.ts";
import type { HookProject, ServerHook, WebhookRecord, Webhooks } from "@/ports/webhooks.ts";

const install = "vikunja-sync install webhooks";

/** Whether the server has them as they were set up, on every project that is selected. */
export const checkWebhooks: Check = async (examined, signal) => {
  const { config, daemon, isServerUsable, webhookStore: store } = examined;
  const record = await store.record();
  if (record === null) return [await unrecorded(examined, signal)];
  if (!isServerUsable) return [skipped("webhooks", "the server cannot be asked")];
  const secret = await store.knownSecret();
  if (secret === null || store.sealOf(secret, config.webhookAuth) !== record.seal) {
    return [wrong("webhooks", "they are signed with another secret than is kept here", install)];
  }
  using account = accountOf(examined);
  const { webhooks } = account;
  const there = await webhooks.projects(signal);
  const isSelected = selectedProjects(config);
  const projects = there.filter(({ archived }) => !archived);
  const wanted = projects.filter((project) => isSelected(project, there));
  const all = await hooksOn(projects, webhooks, signal);
  const hooks = all.filter(({ url }) => url === record.url);
  const findings = [
    ...unheard({ wanted, projects, hooks, record }),
    ...elsewhere(record, daemon?.info.listen),
  ];
  if (findings.length > 0) return findings;
  const where = wanted.length === projects.length ? "every project" : "every project selected";
  return [ok("webhooks", `on ${where}, to ${record.url}`)];
};

/** Nothing is known of any here: none were set up, or the state folder was lost. */
async function unrecorded(examined: Examined, signal: AbortSignal): Promise<Finding> {
  const listen = examined.daemon?.info.listen ?? null;
  if (listen === null) {
    return skipped("webhooks", "not set up; the poll finds what changes in Vikunja");
  }
  const hooks = examined.isServerUsable ? await hooksTo(listen, examined, signal) : [];
  const [first] = hooks;
  if (first === undefined) {
    return note("webhooks", "the daemon listens, and Vikunja was not told", install);
  }
  const says = `Vikunja sends to ${first.url}, signed with a secret that is not kept here`;
  return wrong("webhooks", says, `${install} --url ${first.url}`);
}

/** Webhooks that come in at this port of this machine, as far as their address shows it. */
async function hooksTo(
  listen: string,
  examined: Examined,
  signal: AbortSignal,
): Promise<readonly ServerHook[]> {
  using account = accountOf(examined);
  const { webhooks } = account;
  const projects = (await webhooks.projects(signal)).filter(({ archived }) => !archived);
  const hooks = await hooksOn(projects, webhooks, signal);
  return hooks.filter(({ url }) => isOurPlace(url, listen));
}

function isOurPlace(url: string, listen: string): boolean {
  if (!URL.canParse(url)) return false;
  const { port, pathname } = new URL(url);
  return port === new URL(listen).port && pathname.endsWith("/webhook");
}

async function hooksOn(
  projects: readonly HookProject[],
  webhooks: Webhooks,
  signal: AbortSignal,
): Promise<readonly ServerHook[]> {
  const hooks: ServerHook[] = [];
  for (const { id } of projects) {
    hooks.push(...await webhooks.list(id, signal).catch(noneWhereForbidden));
  }
  return hooks;
}

function noneWhereForbidden(thrown: unknown): readonly ServerHook[] {
  if (thrown instanceof SyncError && thrown.code === "FORBIDDEN") return [];
  throw thrown;
}

/** Selected projects with none of ours on them or above them. */
function unheard(
  { wanted, projects, hooks, record }: {
    readonly wanted: readonly HookProject[];
    readonly projects: readonly HookProject[];
    readonly hooks: readonly ServerHook[];
    readonly record: WebhookRecord;
  },
): readonly Finding[] {
  const byId = new Map(projects.map((project) => [project.id, project]));
  const hooked = new Set(
    hooks.filter(({ id }) => record.hooks.some((known) => known.id === id)).map((hook) =>
      hook.projectId
    ),
  );
  const isHeard = (project: HookProject | undefined): boolean =>
    project !== undefined && (hooked.has(project.id) || isHeard(byId.get(project.parentId)));
  const silent = wanted.filter((project) => !isHeard(project));
  if (silent.length === 0) return [];
  const names = silent.slice(0, 5).map(({ title }) => title).join(", ");
  const more = silent.length > 5 ? ` and ${silent.length - 5} more` : "";
  return [wrong("webhooks", `none on ${names}${more}`, install)];
}

function elsewhere({ url }: WebhookRecord, listen: string | null | undefined): readonly Finding[] {
  if (listen === undefined) return [];
  if (listen === null) {
    const says = `Vikunja sends to ${url}, and the daemon takes no webhooks`;
    return [wrong("webhooks", says, `vikunja-sync serve --listen ${new URL(url).host}`)];
  }
  if (new URL(listen).port === new URL(url).port) return [];
  const says = `Vikunja sends to ${url}; the daemon listens on ${listen}`;
  return [note("webhooks", says, `${install} (right behind a proxy)`)];
}
