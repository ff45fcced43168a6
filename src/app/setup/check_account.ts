import { noFacts } from "@/app/run/memory_facts.ts";
import { isUsed } from "@/app/setup/used_permissions.ts";
import { permissionText } from "@/app/permission_text.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import { projectPath } from "@/domain/project_path.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { Permission } from "@/ports/account.ts";
import type { AccountCheck, TokenNeeds } from "@/ports/setup.ts";
import type { HookProject } from "@/ports/webhooks.ts";

/** What a token of that server must and may be allowed. */
export async function tokenNeeds(
  deps: SetupDeps,
  url: string,
  signal: AbortSignal,
): Promise<TokenNeeds> {
  const nobody = () => Promise.reject(new SyncError("INTERNAL", "No token is known yet"));
  using account = deps.openAccount(url, nobody);
  const server = await account.server(signal);
  const permissions = used(server.needed, deps.config);
  const of = (use: Permission["use"]) => permissions.filter((each) => each.use === use);
  const optional = [
    { permissions: permissionText(of("webhooks")), for: "Vikunja tells of changes at once" },
    { permissions: permissionText(of("claims")), for: "claims show as assignees" },
    { permissions: permissionText(of("boards")), for: "kanban cards are synced" },
  ].filter((each) => each.permissions !== "");
  return {
    version: server.version,
    needed: permissionText(of("sync")),
    optional,
    page: tokenPage(url, permissions),
  };
}

/** Vikunja's form takes both (recorded: 1.0 and later); what it does not know is not ticked. */
export function tokenPage(url: string, permissions: readonly Permission[]): string {
  const scopes = permissions.map(({ group, action }) => `${group}:${action}`).join(",");
  return `${url}/user/settings/api-tokens?title=vikunja-sync&scopes=${scopes}`;
}

export async function checkAccount(
  deps: SetupDeps,
  { url, token }: { readonly url: string; readonly token: string },
  signal: AbortSignal,
): Promise<AccountCheck> {
  const { config, io } = deps;
  // Without it nothing that is set up here could work.
  await deps.openTaskwarrior(noFacts, io.warn).installation(signal);
  using account = deps.openAccount(url, () => Promise.resolve(token));
  const { version, needed } = await account.server(signal);
  const { tokenWorks, missing } = await account.permissions(signal);
  if (!tokenWorks) throw unknownToken(url, used(needed, config));
  const of = (use: Permission["use"]) =>
    permissionText(missing.filter((permission) => permission.use === use));
  const canList = !missing.some(({ group, action }) =>
    group === "projects" && action === "read_all"
  );
  return {
    version,
    missing: of("sync"),
    missingForWebhooks: of("webhooks"),
    missingForClaims: config.claimsMirror === "assignee" ? of("claims") : "",
    projects: canList ? names(await account.webhooks.projects(signal)) : [],
  };
}

/** P2 before P10. */
const byNumbers = new Intl.Collator("en", { numeric: true });

function names(projects: readonly HookProject[]): readonly string[] {
  const byId = new Map(projects.map((project) => [project.id, project]));
  const open = projects.filter(({ archived }) => !archived);
  const encoded = open.flatMap((project) => encodeProject(projectPath(project, byId)) ?? []);
  const sorted = [...new Set(encoded)].sort(byNumbers.compare);
  return [
    ...sorted.filter((name) => name === "Inbox"),
    ...sorted.filter((name) => name !== "Inbox"),
  ];
}

/** What the configuration has a use for. */
function used(needed: readonly Permission[], config: Config): readonly Permission[] {
  return needed.filter(({ use }) => isUsed(use, config));
}

function unknownToken(url: string, needed: readonly Permission[]): SyncError {
  const permissions = permissionText(needed.filter(({ use }) => use === "sync"));
  return new SyncError("AUTH", `Cannot use the token: ${url} does not know it`, {
    hint: "It was revoked, has expired or was mistyped. Make a new one in Vikunja under " +
      `Settings, API tokens, that allows ${permissions}.`,
  });
}
