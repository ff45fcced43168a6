import { thisProcess } from "@system/this_process.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { Claims } from "@/ports/claims.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { Inspect, Sync } from "@/ports/operations.ts";
import type { Ask, EitherName } from "@/ports/operations_table.ts";
import { askEither } from "@/app/ask_either.ts";
import * as asked from "@/app/asked.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { operationsHere } from "@/app/operations_here.ts";

/** Wires a configuration to what the commands do; each part is loaded when it is asked for. */
export const createDeps = (config: Config, io: Io) => ({
  sync() {
    const local = async () => (await import("@/compose/local_ports.ts")).localSync(config, io);
    return Promise.resolve(asked.syncOrPlan(askOf(config, io, "sync", local)));
  },
  async hook(told: readonly string[], signal: AbortSignal): Promise<number> {
    const { hookDeps, oneSync } = await import("@/compose/local_ports.ts");
    const { runHookCommand } = await import("@/app/hook.ts");
    const once = () => Promise.resolve(oneSync(config, io));
    const run = asked.syncAsked(askOf(config, io, "sync", once));
    return await runHookCommand(hookDeps(config, () => Promise.resolve({ run })), told, signal);
  },
  async noteFailure(error: SyncError): Promise<void> {
    const { createFailureNote } = await import("@/adapters/fs/failure_note.ts");
    const { systemRuntime } = await import("@/adapters/system/runtime.ts");
    createFailureNote(config.stateDir, systemRuntime).note(error);
  },
  inspect: async (from = "daemon") =>
    from === "log"
      ? (await import("@/compose/here.ts")).inspectHere(config, io)
      : inspectOf(config, io),
  repair() {
    const ask = askOf(config, io, "conflicts pick");
    const here = async () => (await import("@/compose/local_ports.ts")).repairHere(config, io);
    return Promise.resolve(asked.repairAsked(ask, () => daemonOf(config, io), here));
  },
  held: () => Promise.resolve(asked.heldAsked(askOf(config, io, "held"))),
  inbox: () => Promise.resolve(asked.inboxAsked(askOf(config, io, "inbox"))),
  retries: () => Promise.resolve(asked.retriesAsked(askOf(config, io, "retry"))),
  async serve(reread: () => Promise<Config>) {
    const { composeServe } = await import("@/compose/serve.ts");
    return composeServe({ config, io, reread, ...await ownFacts() });
  },
  async page() {
    const { showInBrowser } = await import("@/adapters/system/browser.ts");
    const { createPageLinks } = await import("@/app/page/links.ts");
    return createPageLinks(() => daemonOf(config, io), showInBrowser);
  },
  async installation() {
    const { createInstallation } = await import("@/app/setup/installation.ts");
    const { setupDeps } = await import("@/compose/setup_deps.ts");
    return createInstallation(setupDeps({ config, io, ...await ownFacts() }));
  },
  async setup() {
    const { createSetup } = await import("@/app/setup/init.ts");
    const { initDeps } = await import("@/compose/setup_deps.ts");
    return createSetup(initDeps({ config, io, ...await ownFacts() }));
  },
  async selfInstall() {
    const { createSelfInstall } = await import("@/app/setup/self_install.ts");
    const { selfInstallDeps } = await import("@/compose/setup_deps.ts");
    return createSelfInstall(selfInstallDeps({ config, io, ...await ownFacts() }));
  },
  async renewals(signal: AbortSignal) {
    const { seenVersion } = await import("@/adapters/fs/seen_version.ts");
    const facts = await ownFacts();
    const seen = seenVersion(config.stateDir);
    if (seen.read() === facts.version) return [];
    const { staleParts } = await import("@/app/setup/stale_parts.ts");
    const { setupDeps } = await import("@/compose/setup_deps.ts");
    const deps = setupDeps({ config, io, ...facts });
    const found = await staleParts(deps, { isReplaced: false }, signal);
    if (found.length === 0) seen.keep(facts.version);
    return found;
  },
  async leaving() {
    const { createLeaving } = await import("@/app/leaving/leaving.ts");
    const { leavingDeps } = await import("@/compose/setup_deps.ts");
    return createLeaving(leavingDeps({ config, io, ...await ownFacts() }));
  },
  logCare: async () => (await import("@/compose/log_care.ts")).composeLogCare(config),
  lastBackupAt: async () => (await import("@/compose/last_backup.ts")).lastBackupOf(config),
  listStand: async () =>
    config.store === null ? null : (await import("@/compose/logs.ts")).listStand(config),
  async backups() {
    const { composeBackups } = await import("@/compose/backups.ts");
    const { version, tasks } = await ownFacts();
    return composeBackups(config, version, async () => {
      const { setupDeps } = await import("@/compose/setup_deps.ts");
      return setupDeps({ config, io, version, tasks });
    });
  },
  async doctor() {
    const { createDoctor } = await import("@/app/doctor/doctor.ts");
    const { doctorDeps } = await import("@/compose/setup_deps.ts");
    return createDoctor(doctorDeps({ config, io, ...await ownFacts() }));
  },
  claims: (command: string, signal: AbortSignal) =>
    Promise.resolve(claimsBy(config, io, command, signal)),
  async edits(command: string) {
    const { systemRuntime } = await import("@/adapters/system/runtime.ts");
    return asked.editsAsked(askOf(config, io, command), systemRuntime.uuid);
  },
  async runLeased() {
    const { createRunLeased } = await import("@/app/leased_command.ts");
    // Whoever stops the command does not stop its lease from being given back.
    const { signal } = new AbortController();
    const { systemRuntime: runtime } = await import("@/adapters/system/runtime.ts");
    const { runCommandLine } = await import("@/adapters/system/command_line.ts");
    const claims = claimsBy(config, io, "run", signal);
    const { namedInEnvironment } = await import("@/config/named_in_environment.ts");
    const named = namedInEnvironment(config);
    return createRunLeased({ claims, runCommandLine, runtime, warn: io.warn, named });
  },
  agentId: async (name: string | null, withPid: boolean) =>
    (await import("@/adapters/system/agent_id.ts")).agentId(name, withPid, thisProcess.env),
  history: async () =>
    (await import("@/app/history/history_here.ts")).historyOf(openLog(config, io)),
  takingBack: (command: string) =>
    Promise.resolve(asked.takingBackAsked(askOf(config, io, command))),
  async notices() {
    const { composeNotices } = await import("@/compose/notices.ts");
    return composeNotices(config, io.warn, inspectOf(config, io));
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

const openLog = (config: Config, { warn }: Io): OpenLog => async () =>
  await (await import("@/compose/logs.ts")).logToName(config, warn)();

/** By the daemon where one runs, else here. `command`: for those who wait for the log meanwhile. */
function askOf(
  config: Config,
  io: Io,
  command: string,
  sync: () => Promise<Sync> = () => Promise.reject(new Error("no sync asked for")),
): Ask<EitherName> {
  const here = operationsHere({
    jobs: config.jobs,
    openRun: async (...given) =>
      await (await import("@/compose/engine_ports.ts")).runsOf(config, io, command)(...given),
    inspect: async () => (await import("@/compose/here.ts")).inspectHere(config, io),
    inboxLook: async (...given) =>
      await (await import("@/compose/inbox_look.ts")).inboxLook(config, io)(...given),
    openLog: openLog(config, io),
    claims: async () => (await import("@/compose/here.ts")).claimsHere(config, io, command),
    sync,
  });
  const { store } = config;
  const daemon = () => daemonOf(config, io);
  if (store === null) return askEither(daemon, here);
  return async (...asked) => {
    const { orByOwner } = await import("@/compose/store.ts");
    return await askEither(daemon, orByOwner(here, config, store, openLog(config, io)))(...asked);
  };
}

function claimsBy(config: Config, io: Io, command: string, signal: AbortSignal): Claims {
  return asked.claimsAsked(askOf(config, io, command), signal, async () => {
    const { claimsNow } = await import("@/app/claims_here.ts");
    return await claimsNow((await import("@/compose/here.ts")).claimsHere(config, io, command));
  });
}

function inspectOf(config: Config, io: Io): Inspect {
  const local = async () => (await import("@/compose/here.ts")).inspectHere(config, io);
  return asked.inspectAsked(askOf(config, io, "status"), local);
}

async function ownFacts() {
  const { version, tasks } = (await import("../../deno.json", { with: { type: "json" } })).default;
  return { version, tasks };
}

/** Whoever owns this state folder's log while it runs. */
async function daemonOf(config: Config, { warn }: Io): Promise<Daemon | null> {
  const { daemons } = await import("@/adapters/http/daemons.ts");
  return await findDaemon(daemons, { config, version: (await ownFacts()).version, warn });
}
