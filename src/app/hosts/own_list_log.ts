import { SyncError } from "@/domain/errors.ts";
import type { ListLease, ListOwner, ListStore } from "@/ports/list_store.ts";
import type { Log } from "@/ports/log.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import { createCalls } from "@/app/hosts/calls.ts";
import { createFollower, type Follow } from "@/app/hosts/follow_list.ts";
import { sleep } from "@/ports/waits.ts";

interface OwnListPorts {
  readonly runtime: Pick<Runtime, "elapsed" | "after">;
  /** Closed with the log. */
  readonly store: ListStore;
  readonly owner: ListOwner;
  /** Once the state folder is locked. */
  readonly identity: () => string;
  /** That no other process works in this state folder. @throws {SyncError} `LOCKED` */
  readonly lock: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** Brings the copy that is here up to that log, while another has the list. @throws {SyncError} */
  readonly catchUp: (shared: SharedLog) => Promise<void>;
  readonly open: (shared: SharedLog) => Promise<AsyncDisposable & { readonly log: Log }>;
  readonly warn: (line: string) => void;
}

interface Waits {
  /** Goes on asking for ever, also while the database is not to be had. */
  readonly standsBy: boolean;
  /** Told each time why it goes on waiting. */
  readonly onWait?: ((why: SyncError) => void) | undefined;
  /** How long whoever does not stand by waits for another host. */
  readonly timeoutMs: number;
}

interface OwnedListLog extends AsyncDisposable {
  readonly log: Log;
  readonly lease: ListLease;
}

/** What comes together is read together. */
const togetherMs = 50;

/**
 * The log of a list, owned by this process until it is disposed of. The state folder is locked only while the list is
 * asked for and while it is owned: others may look at it meanwhile.
 * @throws {SyncError} `LOCKED` (retryable): another process or host has it; `STORE_UNAVAILABLE`, `CONFIG`.
 */
export async function ownListLog(
  ports: OwnListPorts,
  waits: Waits,
  signal: AbortSignal,
): Promise<OwnedListLog> {
  await using given = new AsyncDisposableStack();
  given.use(ports.store);
  const { lease, lock } = await waitForLease(ports, waits, signal);
  given.use(lock);
  given.use(lease);
  const { log } = given.use(await ports.open(ports.store.log(lease)));
  const kept = given.move();
  return { log, lease, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

interface Taken {
  readonly lease: ListLease;
  readonly lock: AsyncDisposable;
}

async function waitForLease(
  ports: OwnListPorts,
  { standsBy, timeoutMs, onWait }: Waits,
  signal: AbortSignal,
): Promise<Taken> {
  const { runtime, warn, store } = ports;
  const startedAt = runtime.elapsed();
  const calls = createCalls(runtime);
  const follow = standsBy ? createFollower(ports) : null;
  using _hearing = standsBy ? store.hear(calls.call) : null;
  for (let said = "";;) {
    signal.throwIfAborted();
    const lookedAt = runtime.elapsed();
    const found = await tryToTake(ports, follow, signal);
    if (!(found instanceof SyncError)) return found;
    const isOver = found.code !== "LOCKED" || runtime.elapsed() - startedAt >= timeoutMs;
    if (!standsBy && isOver) throw found;
    if (standsBy && found.message !== said) warn(`standing by: ${found.message}`);
    said = found.message;
    onWait?.(found);
    const leftMs = Math.max(togetherMs, store.lookMs - (runtime.elapsed() - lookedAt));
    if (await calls.wait(leftMs, signal)) await sleep(runtime, togetherMs, signal);
  }
}

/** What kept it from that, where that passes by itself. */
async function tryToTake(
  { lock, store, owner, identity }: OwnListPorts,
  follow: Follow | null,
  signal: AbortSignal,
): Promise<Taken | SyncError> {
  await using given = new AsyncDisposableStack();
  const locked = given.use(await lock(signal));
  try {
    const taken = await store.take(owner, identity());
    if (taken.lease === null) {
      return await follow?.(taken) ?? ownedBy(taken.owner, store.shownAs, taken.freeInMs);
    }
    given.move();
    return { lease: taken.lease, lock: locked };
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "STORE_UNAVAILABLE") return thrown;
    throw thrown;
  }
}

function ownedBy(owner: ListOwner, shownAs: string, freeInMs: number): SyncError {
  const { host, stateDir, command, pid } = owner;
  return new SyncError(
    "LOCKED",
    `Cannot take the list ${shownAs}: ${host} has it (${command}, process ${pid}, ${stateDir})`,
    {
      retryable: true,
      retryAfterMs: Math.min(Math.ceil(freeInMs), 60_000),
      hint: "Run the command there; or stop what runs there: then it can be taken over from here.",
      details: { owner },
    },
  );
}
