import { SyncError } from "@/domain/errors.ts";
import type { ListOwner } from "@/ports/list_store.ts";
import type { OwnerRequests, RequestStand } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";

interface AskOwnerDeps {
  readonly requests: OwnerRequests;
  readonly runtime: Pick<Runtime, "after" | "elapsed" | "uuid">;
  /** For the owner to begin; by then it is taken back. */
  readonly waitMs: number;
}

/** `null`: nobody who takes requests owns the list. */
export type AskOwner = (
  operation: string,
  input: string,
  signal: AbortSignal,
) => Promise<string | null>;

/** Between two looks for an answer: an owner that hears of a request answers within some ten milliseconds. */
const look = { firstMs: 8, growth: 1.5, mostMs: 200 };
const againMs = 200;
/** One who has begun is waited for; where nobody owns the list for longer, nobody will answer. */
const ownerlessMs = 30_000;
const askOwnerAgainMs = 2_000;

interface Waiting {
  readonly id: string;
  readonly owner: ListOwner;
  readonly signal: AbortSignal;
  readonly putAt: number;
  /** Since when nobody owns the list; `null`: somebody did when that was last looked at. */
  ownerlessSince: number | null;
  lookedAt: number;
  /** What is not there then was taken back. */
  isWithdrawn: boolean;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands requests to the owner of the list and waits for its answers. Invariants: a request whose wait ends before
 * anybody has begun it is taken back, so that nobody does it later; where that cannot be known, that is said.
 */
export function createAskOwner({ requests, runtime, waitMs }: AskOwnerDeps): AskOwner {
  const waiting = new Map<string, Waiting>();
  let looking: Promise<void> | null = null;
  let paceMs = look.firstMs;

  async function put(id: string, operation: string, input: string, signal: AbortSignal) {
    const startedAt = runtime.elapsed();
    for (;;) {
      try {
        return await requests.put([{ id, operation, input, forMs: waitMs }]);
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown;
        if (runtime.elapsed() - startedAt >= waitMs) throw unsure(thrown.message, thrown);
        await sleep(runtime, againMs, signal).catch((aborted) => {
          throw unsure(brokenOff, aborted);
        });
      }
    }
  }

  async function lookForAnswers(): Promise<void> {
    let awaySince: number | null = null;
    while (waiting.size > 0) {
      await sleep(runtime, paceMs);
      paceMs = Math.min(paceMs * look.growth, look.mostMs);
      try {
        const stands = await requests.stands([...waiting.keys()]);
        awaySince = null;
        for (const each of waiting.values()) await settle(each, stands.get(each.id));
      } catch (thrown) {
        if (!isAway(thrown)) return refuseAll(thrown);
        awaySince ??= runtime.elapsed();
        if (runtime.elapsed() - awaySince < waitMs) continue;
        refuseAll(unsure(thrown.message, thrown));
      }
    }
  }

  function refuseAll(error: unknown): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  async function settle(each: Waiting, stand: RequestStand | undefined): Promise<void> {
    const { id, owner, signal, putAt, resolve, reject } = each;
    if (stand?.answer !== null && stand !== undefined) {
      waiting.delete(id);
      paceMs = look.firstMs;
      return resolve(stand.answer);
    }
    if (stand?.isBegun === true) {
      const why = signal.aborted
        ? brokenOff
        : await isForsaken(each)
        ? `${owner.host}, which had begun it, does not own the list any more`
        : null;
      if (why === null) return;
      waiting.delete(id);
      return reject(unsure(why));
    }
    const isOver = runtime.elapsed() - putAt >= waitMs;
    if (!isOver && !signal.aborted) return;
    if (stand === undefined && !each.isWithdrawn) {
      waiting.delete(id);
      return reject(unsure("it is not there any more"));
    }
    each.isWithdrawn = true;
    if (stand !== undefined && !await requests.withdraw(id)) return;
    waiting.delete(id);
    reject(signal.aborted ? signal.reason : notTaken(owner, requests.shownAs));
  }

  /** Nobody will answer what was begun. */
  async function isForsaken(each: Waiting): Promise<boolean> {
    if (runtime.elapsed() - each.lookedAt < askOwnerAgainMs) return false;
    each.lookedAt = runtime.elapsed();
    const owner = await requests.owner();
    each.ownerlessSince = owner === null ? each.ownerlessSince ?? each.lookedAt : null;
    return each.ownerlessSince !== null && each.lookedAt - each.ownerlessSince >= ownerlessMs;
  }

  return async (operation, input, signal) => {
    const owner = await requests.owner();
    if (owner === null || owner.command !== "serve") return null;
    const id = runtime.uuid();
    await put(id, operation, input, signal);
    requests.call();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const putAt = runtime.elapsed();
    const since = { ownerlessSince: null, lookedAt: putAt, putAt, isWithdrawn: false };
    waiting.set(id, { id, owner, signal, ...since, resolve, reject });
    paceMs = look.firstMs;
    looking ??= lookForAnswers().catch(refuseAll).finally(() => looking = null);
    return await promise;
  };
}

function isAway(thrown: unknown): thrown is SyncError {
  return thrown instanceof SyncError && thrown.code === "STORE_UNAVAILABLE";
}

function notTaken({ host, pid }: ListOwner, shownAs: string): SyncError {
  return new SyncError(
    "LOCKED",
    `Cannot ask ${host}, which has the list ${shownAs} (serve, process ${pid}): it does not take it up`,
    {
      retryable: true,
      hint: "Nothing was done, and nothing will be. Look whether it is well there; where it is " +
        "gone, another host takes the list over within half a minute.",
    },
  );
}

const brokenOff = "it was broken off here";

function unsure(why: string, cause: unknown = null): SyncError {
  return new SyncError("DAEMON_GONE", `Cannot say what came of it: ${why}`, {
    retryable: true,
    cause,
    hint: "It may have been done. Look before it is asked for again: `vikunja-sync history`, " +
      "`vikunja-sync claims`.",
  });
}
