import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { createLineLog } from "@/adapters/fs/line_log.ts";
import { createListFinder, signatureOf } from "@/adapters/fs/list_folders.ts";
import { openListsDoor } from "@/adapters/http/lists_door.ts";
import { openDoor } from "@/adapters/http/open_door.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { configurationSources } from "@/adapters/system/configuration_sources.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createServiceManager } from "@/adapters/system/service_manager.ts";
import { reloadRequests } from "@/adapters/system/stop_signals.ts";
import { createSharedServers } from "@/adapters/vikunja/client/shared_servers.ts";
import { createListQuota } from "@/app/lists/quota/list_quota.ts";
import { createQuotaFile } from "@/app/lists/quota/quota_file.ts";
import { createRests } from "@/app/lists/rests.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { sharedMemory } from "@/app/lists/shared_memory.ts";
import { createServeLists } from "@/app/lists/serve_lists.ts";
import { createSpacedBackups } from "@/app/lists/spaced_backups.ts";
import { createTicks } from "@/app/lists/ticks.ts";
import { linesTo, talkingTo } from "@/app/lists/log_line.ts";
import { createServe } from "@/app/serve/serve.ts";
import { servePorts } from "@/compose/serve.ts";
import { listKey } from "@/adapters/system/list_key.ts";
import { composeLists, listsSocket, readTextFile, signUpTo } from "@/compose/lists.ts";
import { sharedLists } from "@/compose/shared_lists.ts";
import { keyFileOf, unsealing } from "@/adapters/system/sealed.ts";
import type { Config } from "@/config/config.ts";
import { readListConfig } from "@/config/read_list.ts";
import { once } from "@/locks/process_facts.ts";
import { ifThere } from "@/ports/missing.ts";
import type { ServeLists } from "@/ports/lists.ts";
import { join } from "@/ports/paths.ts";

interface ListsParts {
  /** Absolute. */
  readonly folder: string;
  readonly lockTimeoutMs: number;
}

export async function composeServeLists(
  { folder, lockTimeoutMs }: ListsParts,
): Promise<ServeLists> {
  const { version, tasks } = (await import("../../deno.json", { with: { type: "json" } })).default;
  const servers = createSharedServers(runtime);
  const rssBytes = thisProcess.memoryBytes;
  const { own, relieve } = sharedMemory({ ...memory, bytes: rssBytes }, runtime.elapsed);
  const connect = once(async () =>
    (await import("@/adapters/postgres/shared_connections.ts")).sharedConnections(runtime)
  );
  const spaced = createSpacedBackups(runtime);
  const resting = createTicks(runtime, 1_000);
  const logIn = ({ stateDir }: Pick<Config, "stateDir">) =>
    createLineLog(join(stateDir, "serve.log"), runtime.now);
  const keyFile = keyFileOf(thisProcess.env);
  const sources = { ...configurationSources, readTextFile: unsealing(readTextFile, keyFile) };
  const quotas = createQuotaFile(join(folder, "service.toml"), { signatureOf, readTextFile });
  const key = keyFile === null ? null : () => listKey(folder, keyFile);
  await key?.();
  const shared = await sharedLists(folder, keyFile);
  const bringing = shared?.bring(composeLists(folder, keyFile).takeAway) ?? null;
  return createServeLists({
    runtime,
    lock: (signal) =>
      lockLog({ stateDir: folder, timeoutMs: lockTimeoutMs, command: "serve --lists" }, signal),
    find: createListFinder(folder),
    readService: quotas.reread,
    list({ name, file }) {
      const readConfig = () => readListConfig(file, thisProcess.env("HOME") ?? "/", sources);
      return {
        readConfig,
        logOf: (config) => linesTo(logIn(config)),
        serve(config, around) {
          const log = logIn(config);
          const io = talkingTo(log);
          const { onRest, during } = createRests(resting);
          const quota = createListQuota({
            runtime,
            quota: () => quotas.of(name),
            logBytes: () => files.facts(logPath(config.stateDir))?.size ?? null,
            log,
            onFull: around.onFull,
          });
          const among = {
            ...around,
            name,
            servers,
            memory: own,
            onRest,
            connect,
            tasks: quota.tasks,
          };
          const parts = { config, io, reread: around.reread, version, tasks };
          const ports = servePorts(parts, among);
          const serve = createServe({
            ...ports,
            dailyBackup: spaced(ports.dailyBackup),
            manager: { watchdogEveryMs: null, notify: () => Promise.resolve() },
            reloadRequests: around.reloadRequests,
            doors: quota.limited({ ...ports.doors, ...around.doors }),
          });
          return quota.bounded(during(serve));
        },
      };
    },
    doors: {
      openOwn: (place, behind) =>
        openDoor(place, behind, { runtime, collectGarbage: relieve, hostName: hostName() }),
      openShared(place, behind) {
        // Whoever has the lock of the folder may clear away what a killed one left.
        if (place.kind === "socket") ifThere(() => files.remove(place.path));
        return openListsDoor(place, behind, { hostName: hostName(), collectGarbage: relieve });
      },
    },
    socket: listsSocket(folder),
    signUp: key === null ? null : signUpTo(folder, key, shared, bringing?.look),
    bring: (say) => bringing?.begin(say) ?? null,
    rssBytes,
    manager: createServiceManager(thisProcess.env),
    reloadRequests,
  });
}
