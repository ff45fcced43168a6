import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";
import { hostIdentity } from "@/adapters/fs/host_identity.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import type { LogOptions } from "@/adapters/sqlite/log.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { sinceBootMs as nowMs } from "@/adapters/system/since_boot.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { ownListLog } from "@/app/list/own_list_log.ts";
import type { Config } from "@/config/config.ts";
import type { StoreConfig } from "@/config/store_config.ts";

interface StoreAsked {
  readonly config: Config;
  readonly store: StoreConfig;
  readonly command: string;
  readonly how: Omit<LogOptions, "path" | "shownAs" | "isOwner">;
  readonly warn: (line: string) => void;
}

/** The list's log, owned by this process until it is disposed of; `serve` stands by for it. */
export function ownStoreLog(
  { config, store, command, how, warn }: StoreAsked,
  signal: AbortSignal,
) {
  const { stateDir, lockTimeoutMs: timeoutMs } = config;
  return ownListLog(
    {
      runtime,
      store: listStore(store),
      owner: { host: hostName(), stateDir, command, pid: thisProcess.pid },
      identity: () => hostIdentity(stateDir, runtime.uuid),
      lock: (until) => lockLog({ stateDir, timeoutMs, command }, until),
      open: (shared) => openMirror({ ...how, path: logPath(stateDir), isOwner: true }, shared),
      warn,
    },
    { standsBy: command === "serve", timeoutMs },
    signal,
  );
}

function listStore({ address, password, shownAs, list }: StoreConfig) {
  const place = { ...address, password: password?.reveal() ?? null, shownAs };
  return openListStore({ place, list, runtime, nowMs });
}
