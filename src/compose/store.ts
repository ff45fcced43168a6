import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";
import { hostIdentity } from "@/adapters/fs/host_identity.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { type Database, openDatabase } from "@/adapters/postgres/database.ts";
import { takeLease, type TakenLease } from "@/adapters/postgres/lease.ts";
import { provideSchema } from "@/adapters/postgres/schema.ts";
import { createSharedLog } from "@/adapters/postgres/shared_log.ts";
import type { LogOptions } from "@/adapters/sqlite/log.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { logPath } from "@/adapters/sqlite/log_places.ts";
import { leaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import type { Config } from "@/config/config.ts";
import type { StoreConfig } from "@/config/store_config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ListLease, ListOwner } from "@/ports/list_lease.ts";
import type { Log } from "@/ports/log.ts";
import { sleep } from "@/ports/waits.ts";

/** How often a list is asked for that another host has. */
const againMs = 1_000;

export interface OwnedList extends AsyncDisposable {
  readonly log: Log;
  readonly lease: ListLease;
}

export interface ListAsked {
  readonly config: Config;
  readonly store: StoreConfig;
  readonly command: string;
  readonly how: Omit<LogOptions, "path" | "shownAs" | "isOwner">;
  readonly warn: (line: string) => void;
}

/**
 * The list's log, owned by this process until it is disposed of; `serve` waits for as long as another host has it, and
 * for as long as the database is not to be had.
 * @throws {SyncError} `LOCKED` (retryable): another process or host has it; `STORE_UNAVAILABLE`, `CONFIG`.
 */
export async function ownList(asked: ListAsked, signal: AbortSignal): Promise<OwnedList> {
  await using given = new AsyncDisposableStack();
  const db = given.use(storeDatabase(asked.store));
  const { lease, lock } = await waitForLease(asked, db, signal);
  given.use(lock);
  given.use(lease);
  const { config: { stateDir }, how, store: { list } } = asked;
  const shared = createSharedLog({ db, list, id: lease.id, lease, lose: lease.lose, runtime });
  const { log, settled } = await openMirror(
    { ...how, path: logPath(stateDir), isOwner: true },
    shared,
  );
  given.defer(async () => {
    await settled();
    log.close();
  });
  const kept = given.move();
  return { log, lease, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export function storeDatabase({ address, password, shownAs }: StoreConfig): Database {
  return openDatabase({ ...address, password: password?.reveal() ?? null, shownAs }, runtime);
}

interface Taken {
  readonly lease: TakenLease;
  readonly lock: AsyncDisposable;
}

async function waitForLease(
  asked: ListAsked,
  db: Database,
  signal: AbortSignal,
): Promise<Taken> {
  const { config: { lockTimeoutMs }, command } = asked;
  const startedAt = runtime.elapsed();
  const waits = command === "serve" ? Infinity : lockTimeoutMs;
  let said = "";
  for (;;) {
    signal.throwIfAborted();
    const found = await tryToTake(asked, db, signal);
    if (!(found instanceof SyncError)) return found;
    const isForGood = command !== "serve" && found.code !== "LOCKED";
    if (isForGood || runtime.elapsed() - startedAt >= waits) throw found;
    if (command === "serve" && found.message !== said) asked.warn(`standing by: ${found.message}`);
    said = found.message;
    await sleep(runtime, againMs, signal);
  }
}

/** What kept it from that, where that passes by itself. The lock of the state folder says that no other process here has it. */
async function tryToTake(
  { config, store, command }: ListAsked,
  db: Database,
  signal: AbortSignal,
): Promise<Taken | SyncError> {
  const { stateDir, lockTimeoutMs: timeoutMs } = config;
  await using given = new AsyncDisposableStack();
  const lock = given.use(await lockLog({ stateDir, timeoutMs, command }, signal));
  try {
    await provideSchema(db);
    const owner = { host: hostName(), stateDir, command, pid: thisProcess.pid };
    const { lease, refused } = await takeLease({
      db,
      list: store.list,
      identity: hostIdentity(stateDir, runtime.uuid),
      owner,
      runtime,
      nowMs,
    }, runtime.uuid);
    if (lease === null) return ownedBy(refused.owner, store, refused.freeInMs);
    given.move();
    return { lease, lock };
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "STORE_UNAVAILABLE") return thrown;
    throw thrown;
  }
}

function ownedBy(owner: ListOwner, { list, shownAs }: StoreConfig, freeInMs: number): SyncError {
  const { host, stateDir, command, pid } = owner;
  return new SyncError(
    "LOCKED",
    `the list ${list} at ${shownAs} is owned by ${host} (${command}, process ${pid}, ${stateDir})`,
    {
      retryable: true,
      retryAfterMs: Math.min(Math.ceil(freeInMs), 60_000),
      hint: "Run the command there; or stop what runs there, and it can be taken over from here.",
      details: { owner },
    },
  );
}

/** Goes on while the machine sleeps, where the system has such a clock. */
function nowMs(): number {
  const { boot, uptimeMs } = leaseClock();
  return boot === null ? runtime.elapsed() : uptimeMs;
}
