import { findDaemon } from "@/app/find_daemon.ts";
import { createMemoryFacts } from "@/app/run/memory_facts.ts";
import { provideUdas } from "@/app/run/provide_udas.ts";
import { selectedProjects } from "@/app/run/selected_projects.ts";
import { installHook, uninstallHook } from "@/app/setup/install_hook.ts";
import { installUnits, uninstallUnits, type UnitDeps } from "@/app/setup/install_units.ts";
import { type Care, installWebhooks, uninstallWebhooks } from "@/app/setup/install_webhooks.ts";
import { hookSettings, ownUnits, unitFolder } from "@/app/setup/own_files.ts";
import { placeNotes } from "@/app/setup/started_paths.ts";
import { type AccountDeps, accountOf, serverOf, type SetupDeps } from "@/app/setup/setup_deps.ts";
import {
  isLoopback,
  isNonRoutable,
  nonRoutableSetting,
  webhookAddress,
} from "@/app/setup/webhook_address.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Installation, WebhooksReport } from "@/ports/setup.ts";

export function createInstallation(deps: SetupDeps): Installation {
  const { config, io, daemons, webhookStore } = deps;

  async function places(signal: AbortSignal) {
    const facts = createMemoryFacts(deps.runtime);
    const taskwarrior = deps.openTaskwarrior(facts, io.warn);
    const { hooksFolder } = await taskwarrior.installation(signal);
    return { facts, taskwarrior, place: { folder: hooksFolder, profile: config.profile } };
  }

  return {
    async webhooks(given, signal) {
      const daemon = await findDaemon(daemons, deps);
      const listen = daemon?.info.listen ?? null;
      const url = webhookAddress(given, { listen, isRunning: daemon !== null });
      const report = await placeWebhooks(deps, url, "every project", signal);
      return { ...report, notes: addressNotes(url, serverOf(config).url) };
    },
    async removeWebhooks(signal) {
      using account = accountOf(deps);
      const url = (await webhookStore.record())?.url ?? null;
      const daemon = url === null ? await findDaemon(daemons, deps) : null;
      const listens = daemon?.info.listen == null ? null : `${daemon.info.listen}/webhook`;
      const placed = { webhooks: account.webhooks, store: webhookStore };
      return await uninstallWebhooks(placed, url ?? listens, signal);
    },
    async hook(signal) {
      if (config.taskwarrior.synced !== null) throw noHookNeeded();
      const { place, taskwarrior, facts } = await places(signal);
      await provideUdas(taskwarrior.udas, io, facts, signal);
      const settings = hookSettings(deps);
      const report = await installHook(deps, place, settings);
      return { ...report, notes: [...report.notes, ...placeNotes(settings.command)] };
    },
    removeHook: async (signal) => await uninstallHook(deps, (await places(signal)).place),
    async units(_signal) {
      const report = await installUnits(unitDeps(deps), ownUnits(deps));
      const notes = !config.isTokenInEnvironment ? [] : [
        "VIKUNJA_TOKEN is only in this shell; for the units the token must be in a file: " +
        "`vikunja-sync init`",
      ];
      const places = placeNotes(deps.ownCommand("serve"));
      return { ...report, notes: [...report.notes, ...notes, ...places] };
    },
    removeUnits: (_signal) =>
      uninstallUnits(unitDeps(deps), ownUnits(deps).map(({ name }) => name)),
  };
}

function noHookNeeded(): SyncError {
  return new SyncError(
    "CONFIG",
    'Cannot install the hook: with taskwarrior = "sync" there is no `task` here that would run it',
    { hint: "`serve` asks the sync server by itself; `every` under [sync] says how often." },
  );
}

type PlacingDeps = AccountDeps & Pick<SetupDeps, "webhookStore">;

/** Webhooks for projects that have come since `install webhooks`; nothing where that was never done. */
export async function coverNewProjects(
  deps: PlacingDeps,
  signal: AbortSignal,
): Promise<WebhooksReport | null> {
  const record = await deps.webhookStore.record();
  return record === null ? null : await placeWebhooks(deps, record.url, "new projects", signal);
}

async function placeWebhooks(
  deps: PlacingDeps,
  url: string,
  care: Care,
  signal: AbortSignal,
): Promise<WebhooksReport> {
  using account = accountOf(deps);
  const { webhooks } = account;
  const { webhookStore: store, config } = deps;
  const placing = {
    webhooks,
    store,
    auth: config.webhookAuth,
    isSelected: selectedProjects(config),
  };
  return await installWebhooks(placing, url, care, signal);
}

/** What may keep a delivery from arriving, as far as the addresses show it. */
function addressNotes(url: string, server: string): readonly string[] {
  if (isLoopback(url) && !isLoopback(server)) {
    return [`${url} is this machine only, and Vikunja is at ${server}: name another with --url`];
  }
  if (!isNonRoutable(url)) return [];
  return [`Vikunja calls ${url} only with ${nonRoutableSetting}; \`doctor\` tries it`];
}

function unitDeps(deps: SetupDeps): UnitDeps {
  const { files, run, io } = deps;
  const { profile } = deps.config;
  return { profile, folder: unitFolder(deps), files, run, confirm: io.confirm };
}
