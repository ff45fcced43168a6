import { thisProcess } from "@system/this_process.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import type { RunLeased } from "@/ports/leased_command.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Daemon, Retries, Serve } from "@/ports/daemon.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inspect, Repair, Sync } from "@/ports/operations.ts";
import type { Ask, EitherName } from "@/ports/operations_table.ts";
import type { Doctor, Installation, Setup } from "@/ports/setup.ts";
import { askEither } from "@/app/ask_either.ts";
import {
  claimsAsked,
  editsAsked,
  pickAsked,
  retriesAsked,
  statusAsked,
  syncAsked,
} from "@/app/asked.ts";
import { findDaemon, repairRefused } from "@/app/find_daemon.ts";
import { operationsHere } from "@/compose/here.ts";

/** Wires a configuration to what the commands do; each part is loaded when it is asked for. */
export const createDeps = (config: Config, io: Io) => ({
  sync(): Promise<Sync> {
    const local = async () => {
      const { createLocalSync } = await import("@/app/local_sync.ts");
      return createLocalSync((await localPorts())(config, io), config);
    };
    return Promise.resolve({
      run: syncAsked(askOf(config, io, "sync", local)),
      plan: async (options, progress, signal) =>
        await (await local()).plan(options, progress, signal),
    });
  },
  async hook(told: readonly string[], signal: AbortSignal): Promise<number> {
    const { hookDeps } = await import("@/compose/hook.ts");
    const { runHookCommand } = await import("@/app/hook.ts");
    const once = async () => {
      const { createOneSync } = await import("@/app/local_sync.ts");
      return createOneSync((await localPorts())(config, io), config);
    };
    const run = syncAsked(askOf(config, io, "sync", once));
    return await runHookCommand(hookDeps(config, () => Promise.resolve({ run })), told, signal);
  },
  async noteFailure(error: SyncError): Promise<void> {
    const { createFailureNote } = await import("@/adapters/fs/failure_note.ts");
    const { systemRuntime } = await import("@/adapters/system/runtime.ts");
    createFailureNote(config.stateDir, systemRuntime).note(error);
  },
  inspect: () => Promise.resolve(inspectOf(config, io)),
  repair(): Promise<Repair> {
    return Promise.resolve({
      pick: pickAsked(askOf(config, io, "conflicts pick")),
      async repair(options, signal) {
        const daemon = await daemonOf(config, io);
        if (daemon !== null) throw repairRefused(daemon);
        const { createRepair } = await import("@/app/repair.ts");
        const { repairDeps } = await import("@/compose/repair.ts");
        return await createRepair(repairDeps(config, io))(options, signal);
      },
    });
  },
  retries: (): Promise<Retries> => Promise.resolve(retriesAsked(askOf(config, io, "retry"))),
  async serve(reread: () => Promise<Config>): Promise<Serve> {
    const { composeServe } = await import("@/compose/serve.ts");
    return composeServe({ config, io, reread, version: await ownVersion() });
  },
  async installation(): Promise<Installation> {
    const { createInstallation } = await import("@/app/setup/installation.ts");
    const { setupDeps } = await import("@/compose/setup_deps.ts");
    return createInstallation(setupDeps({ config, io, ...await ownFacts() }));
  },
  async setup(): Promise<Setup> {
    const { createSetup } = await import("@/app/setup/init.ts");
    const { initDeps } = await import("@/compose/setup_deps.ts");
    return createSetup(initDeps({ config, io, ...await ownFacts() }));
  },
  async doctor(): Promise<Doctor> {
    const { createDoctor } = await import("@/app/doctor/doctor.ts");
    const { doctorDeps } = await import("@/compose/setup_deps.ts");
    return createDoctor(doctorDeps({ config, io, ...await ownFacts() }));
  },
  claims: (command: string, signal: AbortSignal) =>
    Promise.resolve(claimsBy(config, io, command, signal)),
  edits: (command: string): Promise<TaskEdits> =>
    Promise.resolve(editsAsked(askOf(config, io, command))),
  async runLeased(): Promise<RunLeased> {
    const { createRunLeased } = await import("@/app/leased_command.ts");
    // Whoever stops the command does not stop its lease from being given back.
    const { signal } = new AbortController();
    const { systemRuntime: runtime } = await import("@/adapters/system/runtime.ts");
    const { runCommandLine } = await import("@/adapters/system/command_line.ts");
    const claims = claimsBy(config, io, "run", signal);
    return createRunLeased({ claims, runCommandLine, runtime, warn: io.warn });
  },
  async agentId(name: string | null, withPid: boolean): Promise<string> {
    const { agentId } = await import("@/adapters/system/agent_id.ts");
    return agentId(name, withPid, (variable) => thisProcess.env(variable));
  },
  async notices(): Promise<Notices> {
    const { composeNotices } = await import("@/compose/notices.ts");
    return composeNotices({
      config,
      warn: io.warn,
      inspect: () => Promise.resolve(inspectOf(config, io)),
    });
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

/** By the daemon where one runs, else here. */
function askOf(
  config: Config,
  io: Io,
  command: string,
  sync: () => Promise<Pick<Sync, "run">> = () => Promise.reject(new Error("no sync asked for")),
): Ask<EitherName> {
  return askEither(() => daemonOf(config, io), operationsHere(config, io, { command, sync }));
}

function claimsBy(
  config: Config,
  io: Io,
  command: string,
  signal: AbortSignal,
): Claims {
  return claimsAsked(askOf(config, io, command), signal, async () => {
    const { listClaimsHere } = await import("@/compose/claims_here.ts");
    return await listClaimsHere(config);
  });
}

function inspectOf(config: Config, io: Io): Inspect {
  const local = async () => (await import("@/compose/inspect.ts")).composeInspect(config);
  return {
    status: statusAsked(askOf(config, io, "status")),
    find: async (name, signal) => await (await local()).find(name, signal),
    log: async (task, after, signal) => await (await local()).log(task, after, signal),
    conflicts: async (signal) => await (await local()).conflicts(signal),
  };
}

async function ownFacts() {
  const { version, tasks } = (await import("../deno.json", { with: { type: "json" } })).default;
  return { version, tasks };
}

async function ownVersion(): Promise<string> {
  return (await import("../deno.json", { with: { type: "json" } })).default.version;
}

/** Whoever owns this state folder's log while it runs. */
async function daemonOf(config: Config, { warn }: Io): Promise<Daemon | null> {
  const { daemons } = await import("@/compose/daemons.ts");
  return await findDaemon(daemons, { config, version: await ownVersion(), warn });
}

async function localPorts() {
  return (await import("@/compose/local_sync_ports.ts")).localSyncPorts;
}
