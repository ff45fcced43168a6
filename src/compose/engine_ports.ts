import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { createEngineMarks, noMarks } from "@/adapters/fs/engine_marks.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { taskrcRecord } from "@/adapters/fs/taskrc_record.ts";
import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { fencedPorts } from "@/adapters/taskwarrior/fenced_ports.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { withoutProgram } from "@/adapters/taskwarrior/without_program.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { fencedTransport } from "@/adapters/vikunja/transport/fenced_transport.ts";
import { createVikunja } from "@/adapters/vikunja/replica.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import { fencedMarks, fencedWrites } from "@/app/hosts/fenced_writes.ts";
import type { EnginePorts } from "@/app/run/engine_ports.ts";
import { vikunjaPathBy } from "@/app/run/mapping_rules.ts";
import { openRun } from "@/app/run/open_engine.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { syncServer } from "@/app/sync_server.ts";
import { taskEnvironment } from "@/app/task_environment.ts";
import { logToTryOn, ownLog } from "@/compose/logs.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import type { Config } from "@/config/config.ts";
import { linkStyleOf } from "@/mapping/taskwarrior/settings.ts";
import { vikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Io } from "@/ports/io.ts";
import type { ListLease } from "@/ports/list_store.ts";
import { noTracer, type Tracer } from "@/ports/tracer.ts";

/** Connections for writes that others do not wait for, besides those of reads. */
const writesBeside = 28;

/** The real world of one configuration. `among`: where it is one of many lists of this process. */
export function enginePorts(
  config: Config,
  io: Io,
  tracer: Tracer = noTracer,
  among: AmongLists | null = null,
): EnginePorts {
  const here = enginePlace(config);
  let lease: ListLease | null = null;
  const marks = config.taskwarrior.synced === null
    ? createEngineMarks(here, config.profile)
    : noMarks;
  return {
    runtime,
    leaseClock,
    async openLog(command, { planOnly }, signal) {
      if (planOnly) return await logToTryOn(config, io.warn);
      const owned = await ownLog(config, command, signal, io.warn, among, io.quiet);
      lease = owned.lease ?? null;
      among?.tasks.goBy(owned.log.reader);
      return lease === null ? owned : { ...owned, lost: lease.lost, epoch: lease.epoch };
    },
    async taskwarrior(facts) {
      const data = await syncedDataOf(config, io.warn, among);
      const { replica: own } = connectTaskwarrior(config, {
        facts,
        warn: io.warn,
        data,
        lease: () => lease,
      });
      const replica = among?.tasks.within(own) ?? own;
      return config.store === null ? replica : fencedWrites(replica, () => lease);
    },
    vikunja({ jobs, ...parts }) {
      const { url, token } = syncServer(config);
      const authorities = authoritiesOf(config, files.readTextLater);
      const { defaultProject } = config;
      const pathOf = vikunjaPathBy(config);
      const sockets = jobs + writesBeside;
      const server = createTransport({ url, runtime, sockets, authorities });
      const alone = io.quiet?.heard(server) ?? server;
      among?.onRest("server", server.rest);
      const transport = among === null ? alone : among.servers.bounded(alone, url, among.name);
      const own = createVikunja({
        ...parts,
        url,
        runtime,
        transport: config.store === null ? transport : fencedTransport(transport, () => lease),
        token: async (which) => (await token(which)).reveal(),
        jobs,
        ...among === null ? {} : { writes: among.servers.writes(url, among.name) },
        defaultProject: defaultProject === null ? null : pathOf(defaultProject),
        settings: vikunjaSettings(config.mapping.places),
        onRequest: io.onRequest ?? (() => {}),
      });
      return among?.tasks.within(own) ?? own;
    },
    scratch: async (signal) =>
      await (await import("@/compose/scratch_taskwarrior.ts")).openScratch(config, signal),
    serverUrl: () => syncServer(config).url,
    marks: config.store === null ? marks : fencedMarks(marks, () => lease),
    here,
    loadMarkup: async () => (await import("@/mapping/markup.ts")).markup,
    asking: io,
    tracer,
  };
}

/** `command`: for those who wait for the log meanwhile. */
export function runsOf(config: Config, io: Io, command: string): OpenRun {
  return (options, signal) =>
    openRun(enginePorts(config, io), { ...options, config, command }, signal);
}

/** Loaded where there is a sync server; `null`: there is none. */
async function syncedDataOf(
  config: Config,
  warn: Io["warn"],
  among: AmongLists | null = null,
): Promise<SyncedData | null> {
  const { synced } = config.taskwarrior;
  if (synced === null) return null;
  return (await import("@/compose/synced_data.ts")).syncedData(config, synced, { warn, among });
}

interface Connecting {
  readonly facts: FactsCache;
  readonly warn: Io["warn"];
  /** What stands for Taskwarrior's own; `null`: nothing. */
  readonly data: SyncedData | null;
  /** Without: nobody else may write there. */
  readonly lease?: () => ListLease | null;
}

export function connectTaskwarrior(config: Config, { facts, warn, data, lease }: Connecting) {
  const { program, write } = config.taskwarrior;
  const env = taskEnvironment(config, thisProcess.env);
  const system = systemTaskwarrior({ program, env, runtime });
  const own = data === null ? system : withoutProgram(system, data);
  const ports = config.store === null || lease === undefined ? own : fencedPorts(own, lease);
  const { attributes, profile, mapping: { places } } = config;
  const settings = { attributes, places, link: linkStyleOf(config.link, profile), profile };
  const asked = { facts, warn, write, taskrcRecord: taskrcRecord(config.stateDir) };
  const synced = data === null ? {} : { synced: data };
  const replica = createTaskwarrior({ runtime, ports, env, settings, ...asked, ...synced });
  return { env, ports, replica };
}
