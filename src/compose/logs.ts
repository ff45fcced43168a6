import { files } from "@system/files.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { copyLog, logPath, openLogOf } from "@/adapters/sqlite/log_places.ts";
import { sayingOnce } from "@/app/hosts/say_once.ts";
import { how } from "@/compose/log_options.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
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
  warn: Io["warn"] = () => {},
  among: AmongLists | null = null,
  quiet: Io["quiet"] = null,
): Promise<Owned> {
  const { stateDir, lockTimeoutMs: timeoutMs, store } = config;
  const resting = among === null ? {} : { onRest: (rest: () => void) => among.onRest("log", rest) };
  const how = { ...await naming(), ...resting };
  if (store !== null) {
    const { ownStoreLog } = await import("@/compose/store.ts");
    return await ownStoreLog({ config, store, command, how, warn, among }, signal);
  }
  const { lockLog } = await import("@/adapters/locks/log_lock.ts");
  await using given = new AsyncDisposableStack();
  given.use(quiet?.takeLock() ?? await lockLog({ stateDir, timeoutMs, command }, signal));
  given.defer(() => quiet?.closed());
  const log = given.use(openLog({ ...how, path: logPath(stateDir), isOwner: true }));
  const kept = given.move();
  return { log, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export async function logToTryOn(config: Config, warn: Io["warn"]): Promise<Owned> {
  await refresh(config, warn);
  const log = await copyLog(config.stateDir, await naming());
  return { log, [Symbol.asyncDispose]: () => Promise.resolve(log.close()) };
}

export function isLogThere({ stateDir }: Config): boolean {
  return files.facts(logPath(stateDir)) !== null;
}

/** As it is beside whoever owns it. */
export function logToRead(config: Config, warn: Io["warn"]): OpenLog {
  return async () => {
    await refresh(config, warn);
    return openLogOf(config.stateDir, how);
  };
}

export function logToName(config: Config, warn: Io["warn"]): OpenLog {
  return async () => {
    await refresh(config, warn);
    return openLogOf(config.stateDir, await naming());
  };
}

/** A command looks at the log more than once. */
const sayOnce = sayingOnce();

/** Of a list in a database only a copy is here; where it cannot be brought up to date, that is said once. */
async function refresh(config: Config, warn: Io["warn"]): Promise<void> {
  const { store } = config;
  if (store === null) return;
  const { refreshStoreCopy } = await import("@/compose/store.ts");
  await refreshStoreCopy(config, store, (line) => sayOnce(warn, line));
}

export async function listStand(config: Config): Promise<ListStand | null> {
  if (config.store === null) return null;
  return await (await import("@/compose/store.ts")).storeStand(config, config.store);
}
