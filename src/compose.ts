import type { DaemonClient } from "@/adapters/http/daemon_client.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import type { RunLeased } from "@/ports/leased_command.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Retries, Serve } from "@/ports/daemon.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inspect, Repair, Sync } from "@/ports/operations.ts";
import type { Doctor, Installation, Setup } from "@/ports/setup.ts";

/** Wires a configuration to what the commands do; each part is loaded when it is asked for. */
export const createDeps = (config: Config, io: Io) => ({
  async sync(): Promise<Sync> {
    return await anySync(config, io);
  },
  async hook(told: readonly string[], signal: AbortSignal): Promise<number> {
    const { createHook } = await import("@/compose/hook.ts");
    const once = async () => {
      const { createOneSync } = await import("@/app/local_sync.ts");
      return createOneSync((await localPorts())(config, io), config);
    };
    return await createHook({ config, sync: () => syncBy(config, io, once) })(told, signal);
  },
  async noteFailure(error: SyncError): Promise<void> {
    const { noteUnlogged } = await import("@/adapters/fs/failure_note.ts");
    noteUnlogged(config.stateDir, error, new Date().toISOString());
  },
  inspect: () => inspectOf(config, io),
  async repair(): Promise<Repair> {
    const daemon = await daemonOf(config, io);
    const { createRepair } = await import("@/compose/repair.ts");
    const local = createRepair(config, io);
    if (daemon === null) return local;
    const { refuseRepair, remotePick } = await import("@/compose/remote.ts");
    return { repair: () => refuseRepair(daemon), pick: remotePick(daemon) };
  },
  async retries(): Promise<Retries> {
    const daemon = await daemonOf(config, io);
    if (daemon !== null) return (await import("@/compose/remote.ts")).remoteRetries(daemon);
    const { openRun } = await import("@/app/open_engine.ts");
    const { createRetries } = await import("@/app/retries.ts");
    const ports = (await import("@/compose/engine_ports.ts")).enginePorts(config, io);
    return createRetries((options, signal) =>
      openRun(ports, { ...options, config, command: "retry" }, signal)
    );
  },
  async serve(reread: () => Promise<Config>): Promise<Serve> {
    const { createServe } = await import("@/compose/serve.ts");
    const { claimRoutes } = await import("@/adapters/http/claim_routes.ts");
    const moreRoutes: Parameters<typeof createServe>[0]["moreRoutes"] = (engine) =>
      claimRoutes({ claims: () => engine().claims, edits: () => engine().edits });
    return createServe({ config, io, reread, version: await ownVersion(), moreRoutes });
  },
  async installation(): Promise<Installation> {
    const { createInstallation } = await import("@/compose/setup.ts");
    return createInstallation({ config, io, version: await ownVersion(), tasks: await ownTasks() });
  },
  async setup(): Promise<Setup> {
    const { createSetup } = await import("@/compose/init.ts");
    return createSetup({ config, io, version: await ownVersion(), tasks: await ownTasks() });
  },
  async doctor(): Promise<Doctor> {
    const { createDoctor } = await import("@/compose/doctor/doctor.ts");
    return createDoctor({ config, io, version: await ownVersion(), tasks: await ownTasks() });
  },
  async claims(command: string, signal: AbortSignal): Promise<Claims> {
    const { createClaimsAccess } = await import("@/compose/claims_access.ts");
    return createClaimsAccess({ config, command, daemon: () => daemonOf(config, io), signal });
  },
  async edits(command: string): Promise<TaskEdits> {
    const daemon = await daemonOf(config, io);
    if (daemon !== null) {
      return (await import("@/adapters/http/claim_client.ts")).remoteEdits(daemon);
    }
    const { localEdits } = await import("@/compose/local_edits.ts");
    return localEdits(config, io, command);
  },
  async runLeased(): Promise<RunLeased> {
    const { createRunLeased } = await import("@/app/leased_command.ts");
    const { createClaimsAccess } = await import("@/compose/claims_access.ts");
    // Whoever stops the command does not stop its lease from being given back.
    const { signal } = new AbortController();
    const daemon = () => daemonOf(config, io);
    const { systemRuntime: runtime } = await import("@/adapters/system/runtime.ts");
    const { runCommandLine } = await import("@/adapters/system/command_line.ts");
    const claims = createClaimsAccess({ config, command: "run", daemon, signal });
    return createRunLeased({ claims, runCommandLine, runtime, warn: io.warn });
  },
  async agentId(name: string | null, withPid: boolean): Promise<string> {
    const { agentId } = await import("@/adapters/system/agent_id.ts");
    return agentId(name, withPid, (variable) => Deno.env.get(variable));
  },
  async notices(): Promise<Notices> {
    const { composeNotices } = await import("@/compose/notices.ts");
    return composeNotices({ config, warn: io.warn, inspect: () => inspectOf(config, io) });
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

async function anySync(config: Config, io: Io): Promise<Sync> {
  const local = async () => {
    const { createLocalSync } = await import("@/app/local_sync.ts");
    return createLocalSync((await localPorts())(config, io), config);
  };
  return await syncBy(config, io, local);
}

/** By the daemon, where one runs. */
async function syncBy(config: Config, io: Io, local: () => Promise<Sync>): Promise<Sync> {
  const daemon = await daemonOf(config, io);
  if (daemon === null) return await local();
  const { remoteSync } = await import("@/compose/remote.ts");
  return remoteSync(daemon, async () => (await local()).plan);
}

async function inspectOf(config: Config, io: Io): Promise<Inspect> {
  const local = async () => (await import("@/compose/inspect.ts")).composeInspect(config);
  const { remoteInspect } = await import("@/compose/remote.ts");
  return remoteInspect(() => daemonOf(config, io), local);
}

async function ownTasks(): Promise<Readonly<Record<string, string>>> {
  return (await import("../deno.json", { with: { type: "json" } })).default.tasks;
}

async function ownVersion(): Promise<string> {
  return (await import("../deno.json", { with: { type: "json" } })).default.version;
}

/** Whoever owns this state folder's log while it runs. */
async function daemonOf(config: Config, io: Io): Promise<DaemonClient | null> {
  const { findDaemon } = await import("@/compose/remote.ts");
  return await findDaemon(config, await ownVersion(), io.warn);
}

async function localPorts() {
  return (await import("@/compose/local_sync_ports.ts")).localSyncPorts;
}
