import { files } from "@system/files.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { copyLog, logPath, openLogOf } from "@/adapters/sqlite/log_places.ts";
import { how } from "@/compose/log_options.ts";
import type { Config } from "@/config/config.ts";
import type { ListLease, ListStand } from "@/ports/list_store.ts";
import type { Log, OpenLog } from "@/ports/log.ts";

/** Tasks may be named by the ID that Taskwarrior shows. */
async function naming() {
  const { taskNumbers } = await import("@/adapters/taskwarrior/task_numbers.ts");
  return { ...how, uuidOf: taskNumbers };
}

interface Owned extends AsyncDisposable {
  readonly log: Log;
  /** Where the list is one of many hosts. */
  readonly lease?: ListLease;
}

/** Owned by this process until it is disposed of. */
export async function ownLog(
  config: Config,
  command: string,
  signal: AbortSignal,
  warn: (line: string) => void = () => {},
): Promise<Owned> {
  const { stateDir, lockTimeoutMs: timeoutMs, store } = config;
  if (store !== null) {
    const { ownStoreLog } = await import("@/compose/store.ts");
    return await ownStoreLog({ config, store, command, how: await naming(), warn }, signal);
  }
  const { lockLog } = await import("@/adapters/locks/log_lock.ts");
  await using given = new AsyncDisposableStack();
  given.use(await lockLog({ stateDir, timeoutMs, command }, signal));
  const log = given.use(openLog({ ...await naming(), path: logPath(stateDir), isOwner: true }));
  const kept = given.move();
  return { log, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export async function logToTryOn(config: Config): Promise<Owned> {
  await refresh(config);
  const log = await copyLog(config.stateDir, await naming());
  return { log, [Symbol.asyncDispose]: () => Promise.resolve(log.close()) };
}

export function isLogThere({ stateDir }: Config): boolean {
  return files.facts(logPath(stateDir)) !== null;
}

export function logToRead(config: Config): OpenLog {
  return async () => {
    await refresh(config);
    return openLogOf(config.stateDir, how);
  };
}

export function logToName(config: Config): OpenLog {
  return async () => {
    await refresh(config);
    return openLogOf(config.stateDir, await naming());
  };
}

/** Of a list in a database only a copy is here. */
async function refresh(config: Config): Promise<void> {
  if (config.store === null) return;
  const { refreshStoreCopy } = await import("@/compose/store.ts");
  await refreshStoreCopy(config, config.store, () => {});
}

export async function listStand(config: Config): Promise<ListStand | null> {
  if (config.store === null) return null;
  return await (await import("@/compose/store.ts")).storeStand(config, config.store);
}
