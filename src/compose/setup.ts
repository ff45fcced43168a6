import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createWebhooks } from "@/adapters/vikunja/webhooks.ts";
import type { Client } from "@/adapters/vikunja/client.ts";
import { connectServer } from "@/adapters/vikunja/connection.ts";
import { createTransport } from "@/adapters/vikunja/transport.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import { ownCommand } from "@/adapters/system/own_command.ts";
import { runIfThere } from "@/adapters/system/configuration_sources.ts";
import type { Io } from "@/ports/io.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import { configFolder } from "@/config/paths.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Installation, WebhooksReport } from "@/ports/setup.ts";
import { installUnits, uninstallUnits, type UnitDeps } from "@/compose/install_units.ts";
import { type Care, installWebhooks, uninstallWebhooks } from "@/compose/install_webhooks.ts";
import type { HookSettings } from "@/app/hook_script.ts";
import { installHook, uninstallHook } from "@/compose/install_hook.ts";
import { createMemoryFacts } from "@/app/memory_facts.ts";
import { connectTaskwarrior } from "@/compose/replicas.ts";
import { provideUdas } from "@/app/provide_udas.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { daemons } from "@/compose/daemons.ts";
import { type UnitFile, unitFiles } from "@/app/unit_files.ts";
import {
  isLoopback,
  isNonRoutable,
  nonRoutableSetting,
  webhookAddress,
} from "@/app/webhook_address.ts";
import { readWebhookRecord } from "@/compose/webhook_record.ts";
import { webhookSecret } from "@/compose/webhook_secret.ts";

export interface SetupDeps {
  readonly config: Config;
  readonly io: Io;
  readonly version: string;
  /** The tasks of `deno.json`. */
  readonly tasks: Readonly<Record<string, string>>;
}

/** What the units keep of the environment they were made in; the token is never among it. */
const keptVariables = [
  ...["PATH", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TASKRC", "TASKDATA", "VIKUNJA_URL"],
  ...["VIKUNJA_TOKEN_FILE", "VIKUNJA_SYNC_CONFIG", "VIKUNJA_SYNC_TASK", "VIKUNJA_SYNC_STATE_DIR"],
];

export function createInstallation(deps: SetupDeps): Installation {
  const { config, version } = deps;
  return {
    async webhooks(given, signal) {
      const daemon = await findDaemon(daemons, { config, version });
      const listen = daemon?.info.listen ?? null;
      const url = webhookAddress(given, { listen, isRunning: daemon !== null });
      const report = await placeWebhooks(deps, url, "every project", signal);
      return { ...report, notes: addressNotes(url, serverOf(config).url) };
    },
    async removeWebhooks(signal) {
      using client = clientFor(deps);
      const url = (await readWebhookRecord(config.stateDir))?.url ?? null;
      const daemon = url === null ? await findDaemon(daemons, { config, version }) : null;
      const listens = daemon?.info.listen == null ? null : `${daemon.info.listen}/webhook`;
      const { stateDir } = config;
      return await uninstallWebhooks(
        { webhooks: createWebhooks(client), stateDir },
        url ?? listens,
        signal,
      );
    },
    async hook(signal) {
      const { place, taskwarrior, facts } = await hookPlace(deps, signal);
      await provideUdas(taskwarrior.udas, deps.io, facts, signal);
      return await installHook(place, hookSettings(deps));
    },
    removeHook: async (signal) =>
      await uninstallHook((await hookPlace(deps, signal)).place, config.stateDir),
    async units(_signal) {
      const report = await installUnits(unitDeps(deps), ownUnits(deps));
      const notes = !config.isTokenInEnvironment ? [] : [
        "VIKUNJA_TOKEN is only in this shell; for the units the token must be in a file: " +
        "`vikunja-sync init`",
      ];
      return { ...report, notes: [...report.notes, ...notes] };
    },
    removeUnits: (_signal) =>
      uninstallUnits(unitDeps(deps), ownUnits(deps).map(({ name }) => name)),
  };
}

/** Webhooks for projects that have come since `install webhooks`; nothing where that was never done. */
export async function coverNewProjects(
  deps: Pick<SetupDeps, "config" | "io">,
  signal: AbortSignal,
): Promise<WebhooksReport | null> {
  const record = await readWebhookRecord(deps.config.stateDir);
  return record === null ? null : await placeWebhooks(deps, record.url, "new projects", signal);
}

async function placeWebhooks(
  deps: Pick<SetupDeps, "config" | "io">,
  url: string,
  care: Care,
  signal: AbortSignal,
): Promise<WebhooksReport> {
  const { stateDir, webhookAuth: auth } = deps.config;
  using client = clientFor(deps);
  const secret = await webhookSecret(stateDir);
  const placing = { webhooks: createWebhooks(client), stateDir, secret, auth };
  return await installWebhooks(placing, url, care, signal);
}

/** A connection for questions about the server and the account. */
export function connectWith(
  { config, io }: Pick<SetupDeps, "config" | "io">,
  url: string,
  token: () => Promise<string>,
): Client {
  const runtime = systemRuntime;
  return connectServer({
    url,
    runtime,
    transport: createTransport({
      url,
      runtime,
      sockets: 4,
      authorities: authoritiesOf(config, Deno.readTextFile),
    }),
    token,
    onRequest: io.onRequest ?? (() => {}),
  });
}

/** A connection for questions about the account, closed at the end of its scope. */
export function clientFor(
  { config, io }: Pick<SetupDeps, "config" | "io">,
): Client & Disposable {
  const { url, token } = serverOf(config);
  const client = connectWith({ config, io }, url, async () => (await token()).reveal());
  return { ...client, [Symbol.dispose]: () => client.close() };
}

function serverOf({ server }: Config): ServerConfig {
  if (server !== null) return server;
  throw new SyncError("CONFIG", "Cannot ask the server: none is set", {
    hint: "Run `vikunja-sync init`.",
  });
}

/** What may keep a delivery from arriving, as far as the addresses show it. */
function addressNotes(url: string, server: string): readonly string[] {
  if (isLoopback(url) && !isLoopback(server)) {
    return [`${url} is this machine only, and Vikunja is at ${server}: name another with --url`];
  }
  if (!isNonRoutable(url)) return [];
  return [`Vikunja calls ${url} only with ${nonRoutableSetting}; \`doctor\` tries it`];
}

/** Where the hook of this Taskwarrior belongs. */
export async function hookPlace(
  { config, io }: Pick<SetupDeps, "config" | "io">,
  signal: AbortSignal,
) {
  const facts = createMemoryFacts(systemRuntime);
  const taskwarrior = connectTaskwarrior(config, facts, io.warn);
  const { hooksFolder } = await taskwarrior.installation(signal);
  return { place: { folder: hooksFolder }, taskwarrior, facts };
}

/** The hook as it would be written now. */
export function hookSettings({ tasks, config }: Pick<SetupDeps, "tasks" | "config">): HookSettings {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  return {
    stateDir: config.stateDir,
    command: ownCommand("hook", tasks, main),
    environment: keptEnvironment(config),
  };
}

/** The units as they would be written now. */
export function ownUnits(
  { tasks, config }: Pick<SetupDeps, "tasks" | "config">,
): readonly UnitFile[] {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  return unitFiles({
    serve: ownCommand("serve", tasks, main),
    fullSync: [...ownCommand("sync", tasks, main), "--full", "--quiet"],
    environment: keptEnvironment(config),
  });
}

function keptEnvironment({ file, caFile }: Config): Readonly<Record<string, string>> {
  const kept = keptVariables.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined || value === "" ? [] : [[name, value]];
  });
  const isOfEnvironment = caFile !== null && (Deno.env.get("VIKUNJA_CA_FILE") ?? "") !== "";
  return {
    ...Object.fromEntries(kept),
    ...(isOfEnvironment ? { VIKUNJA_CA_FILE: caFile } : {}),
    ...(file === null ? {} : { VIKUNJA_SYNC_CONFIG: file }),
  };
}

function unitDeps({ io }: SetupDeps): UnitDeps {
  return { folder: unitFolder(), run: runIfThere, confirm: io.confirm };
}

/** @throws {SyncError} `CONFIG`: there is no home folder. */
export function unitFolder(): string {
  const base = configFolder((name) => Deno.env.get(name));
  if (base !== null) return join(base, "systemd", "user");
  throw new SyncError("CONFIG", "Cannot find the folder of user units: HOME is not set");
}
