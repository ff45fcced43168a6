import { files } from "@system/files.ts";
import { startSha256 } from "@system/hash.ts";
import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";
import { hostIdentity } from "@/adapters/fs/host_identity.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import type { Connect } from "@/adapters/postgres/connections.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import { openOwnerRequests } from "@/adapters/postgres/owner_requests.ts";
import { openToldNotices } from "@/adapters/postgres/told_notices.ts";
import { openSharedSecrets } from "@/adapters/postgres/shared_secrets.ts";
import { type LogOptions, openLog } from "@/adapters/sqlite/log.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { placeOf } from "@/adapters/postgres/place.ts";
import { sealingWith } from "@/adapters/system/sealing.ts";
import { sinceBootMs as nowMs } from "@/adapters/system/since_boot.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createAskOwner } from "@/app/hosts/ask_owner.ts";
import { meantHere } from "@/app/hosts/meant_here.ts";
import { byOwner } from "@/app/hosts/owner_operations.ts";
import { refreshCopy, standOf } from "@/app/hosts/look_at_list.ts";
import { removeList } from "@/app/hosts/remove_list.ts";
import { noStore } from "@/app/hosts/no_store.ts";
import { ownListLog } from "@/app/hosts/own_list_log.ts";
import { syncServer } from "@/app/sync_server.ts";
import { how } from "@/compose/log_options.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import type { Config } from "@/config/config.ts";
import type { StoreConfig } from "@/config/store_config.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { ListShare } from "@/ports/list_store.ts";
import type { EitherName, Operations } from "@/ports/operations_table.ts";

interface StoreAsked {
  readonly config: Config;
  readonly store: StoreConfig;
  readonly command: string;
  readonly how: Omit<LogOptions, "path" | "shownAs" | "isOwner">;
  readonly warn: (line: string) => void;
  readonly among: AmongLists | null;
}

/** The list's log, owned by this process until it is disposed of; `serve` stands by for it. */
export async function ownStoreLog(
  { config, store, command, how, warn, among }: StoreAsked,
  signal: AbortSignal,
) {
  const { stateDir, lockTimeoutMs: timeoutMs } = config;
  return await ownListLog(
    {
      ...hostPorts(config, command),
      runtime,
      store: listStore(store, await among?.connect(), among?.share),
      async catchUp(shared) {
        await using _mirror = await openMirror(
          { ...how, path: logPath(stateDir), isOwner: true },
          shared,
        );
      },
      open: (shared) => openMirror({ ...how, path: logPath(stateDir), isOwner: true }, shared),
      warn,
    },
    { standsBy: command === "serve", timeoutMs, onWait: among?.onWait },
    signal,
  );
}

/** @throws {SyncError} `CONFIG`: no database is configured; what moving throws. */
export async function moveStoreLog(config: Config, to: "postgres" | "sqlite", signal: AbortSignal) {
  const { stateDir, store } = config;
  if (store === null) throw noStore();
  const path = logPath(stateDir);
  const { openEventFile } = await import("@/adapters/sqlite/event_file.ts");
  const { moveLog } = await import("@/app/hosts/move_log.ts");
  return await moveLog(
    {
      ...hostPorts(config, "log move"),
      path,
      isThere: () => files.facts(path) !== null,
      openFile: () => openEventFile(path),
      openStore: () => listStore(store),
      async inLog(shared, act) {
        const own = { ...how, path, isOwner: true };
        if (shared === null) {
          using log = openLog(own);
          return await act(log);
        }
        await using mirror = await openMirror(own, shared);
        await act(mirror.log);
      },
      places: { postgres: enginePlace(config), sqlite: enginePlace({ stateDir, store: null }) },
      startSha256,
    },
    to,
    signal,
  );
}

export function listRemoval(config: Config) {
  const { store } = config;
  if (store === null) throw noStore();
  const host = hostPorts({ ...config, lockTimeoutMs: 60_000 }, "lists remove");
  return (signal: AbortSignal) => removeList({ ...host, store: listStore(store) }, signal);
}

/** For whoever only reads. */
export async function refreshStoreCopy(
  config: Config,
  store: StoreConfig,
  warn: StoreAsked["warn"],
) {
  const path = logPath(config.stateDir);
  await using opened = listStore(store);
  const alone = hostPorts({ ...config, lockTimeoutMs: 0 }, "reading");
  await refreshCopy({
    store: opened,
    isThere: () => files.facts(path) !== null,
    lock: () => alone.lock(new AbortController().signal),
    async catchUp(shared) {
      await using _mirror = await openMirror({ ...how, path, isOwner: true }, shared);
    },
    warn,
  });
}

export async function storeStand({ stateDir }: Config, store: StoreConfig) {
  await using opened = listStore(store);
  return await standOf(opened, { host: hostName(), stateDir });
}

/** How a host shows itself to others, and keeps its state folder to itself. */
function hostPorts({ stateDir, lockTimeoutMs: timeoutMs }: Config, command: string) {
  const host = hostName();
  return {
    owner: { host, stateDir, command, pid: thisProcess.pid },
    identity: () => hostIdentity(stateDir, { host, boot: leaseClock().boot }, runtime.uuid),
    lock: (signal: AbortSignal) => lockLog({ stateDir, timeoutMs, command }, signal),
  };
}

function listStore(store: StoreConfig, connect?: Connect, share?: ListShare) {
  const { list } = store;
  return openListStore({ place: placeOf(store), list, runtime, nowMs, connect, share });
}

/** What this process does, or whoever owns the list where that is another. */
export function orByOwner(
  here: Operations<EitherName>,
  { lockTimeoutMs: waitMs }: Config,
  store: StoreConfig,
  openLog: OpenLog,
): Operations<EitherName> {
  return byOwner(here, {
    async ask(...asked) {
      await using requests = ownerRequests(store);
      return await createAskOwner({ requests, runtime, waitMs })(...asked);
    },
    uuidOf: meantHere(openLog),
  });
}

/** Sealed with the API token, which the hosts of a list have in common. */
export function sharedSecrets(config: Config, store: StoreConfig, connect?: Connect) {
  const token = async () => (await syncServer(config).token("known")).reveal();
  const secrets = openSharedSecrets(placeOf(store), store.list, runtime, connect);
  return { secrets, sealing: sealingWith(token, `vikunja-sync of ${store.list}`) };
}

/** Of hosts that do not own the list to the one that does. */
export function ownerRequests(store: StoreConfig, connect?: Connect) {
  return openOwnerRequests({ place: placeOf(store), list: store.list, runtime, connect });
}

export function toldNotices(store: StoreConfig) {
  return { ...openToldNotices(placeOf(store), store.list, runtime), ...runtime };
}
