import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { noteSocket } from "@/adapters/http/socket_note.ts";
import { pageStore } from "@/adapters/fs/page_store.ts";
import { openPageDoor } from "@/adapters/http/page_door.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { openDoor } from "@/adapters/http/open_door.ts";
import { createServiceManager, inheritedSockets } from "@/adapters/system/service_manager.ts";
import { reloadRequests } from "@/adapters/system/stop_signals.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createChanges, tellingLog } from "@/app/page/changes.ts";
import { createServe, type ServePorts } from "@/app/serve/serve.ts";
import { secretToVerify } from "@/app/serve/secret_to_verify.ts";
import { startEngine } from "@/app/daemon/start_engine.ts";
import { daemonPorts } from "@/compose/daemon_ports.ts";
import { webhooksOf } from "@/compose/webhooks.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import { runsOf } from "@/compose/engine_ports.ts";
import { daemons } from "@/adapters/http/daemons.ts";
import type { Config } from "@/config/config.ts";
import type { Serve } from "@/ports/daemon.ts";
import type { Io } from "@/ports/io.ts";
import { ifThere } from "@/ports/missing.ts";

interface ServeParts {
  readonly config: Config;
  readonly io: Io;
  readonly reread: () => Promise<Config>;
  readonly version: string;
  /** The tasks of `deno.json`. */
  readonly tasks: Readonly<Record<string, string>>;
}

export function composeServe(parts: ServeParts): Serve {
  return createServe(servePorts(parts));
}

/** `among`: where it is one of many lists of this process. */
export function servePorts(
  { config, io, reread, version, tasks }: ServeParts,
  among: AmongLists | null = null,
): ServePorts {
  const { env, pid } = thisProcess;
  const { collectGarbage } = memory;
  const changes = createChanges();
  return {
    runtime,
    config,
    reread,
    version,
    pid,
    logBytes: () => files.facts(logPath(config.stateDir))?.size ?? null,
    rssBytes: () => thisProcess.memoryBytes(),
    startEngine: async (config, ...how) => {
      const { openLog, ...enginePorts } = await daemonPorts(config, io, among);
      const told = { ...enginePorts, openLog: tellingLog(openLog, changes) };
      return await startEngine(told, config, ...how);
    },
    async openRequests({ store }) {
      if (store === null) throw new Error("no list is shared");
      return (await import("@/compose/store.ts")).ownerRequests(store, await among?.connect());
    },
    openBeside: (config) => runsOf(config, io, "serve"),
    page: { store: pageStore(config.stateDir), changes },
    doors: {
      inherited: () => inheritedSockets(env, pid)[0] ?? null,
      open: (place, behind) =>
        openDoor(place, behind, { runtime, collectGarbage, hostName: hostName() }),
      openPage: (place, behind) =>
        openPageDoor(place, {
          load: async () => (await import("@/page/page.ts")).createPage({ ...behind, runtime }),
          collectGarbage,
        }),
      clear: (path) => void ifThere(() => files.remove(path)),
      note: noteSocket,
    },
    async dailyBackup(config) {
      if (!config.backup.isDaily) return null;
      const daily = (await import("@/compose/daily_backup.ts")).dailyBackup;
      return daily(config, tasks, among !== null);
    },
    async taskSync(config) {
      const { syncEveryMs, synced } = config.taskwarrior;
      if (syncEveryMs === null || synced !== null) return null;
      return (await import("@/compose/task_sync.ts")).taskSync(config, syncEveryMs);
    },
    daemons,
    webhookSecret: secretToVerify((config) => webhooksOf(config, among), runtime.elapsed),
    manager: createServiceManager(env),
    reloadRequests,
  };
}
