import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { createNamedTasks, type Delivered } from "@/triggers/wakes.ts";

/** Looks at the Vikunja tasks that deliveries name, each by itself. */
interface Deliveries {
  /** False: there are so many that everything is to be read. */
  add(id: number, delivered: Delivered): boolean;
  /** To be read in a while: a create of ours that is under way may have made it. */
  addLater(id: number): void;
  /** A task came to rest, so one that waited for it may be ready. */
  go(): void;
  isOwed(): boolean;
  error(): SyncError | null;
  rest(): Promise<void>;
}

interface DeliveriesDeps {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** Whether none is to be looked at now. */
  readonly isHeldUp: () => boolean;
  /** Whether a write of ours to this Vikunja task waits or is under way: what it leaves tells echoes from edits. */
  readonly isBusy: (id: number) => boolean;
  /** Whether nobody knows it yet, and a create of ours that is under way may be about to tell. */
  readonly isUntold: (id: number) => boolean;
  /** Many came at once: all that changed is better read together. `mayBurst`: whether it may be now. */
  readonly onBurst: () => void;
  readonly mayBurst: () => boolean;
  /** Whether the deliveries show nothing but what our own writes left, or what was read since. */
  readonly isEcho: (id: number, delivered: readonly Delivered[]) => boolean;
  readonly look: (ids: readonly number[]) => Promise<void>;
  readonly onFailure: (error: SyncError) => void;
  /** Nothing is left. */
  readonly onEmpty: () => void;
  readonly signal: AbortSignal;
}

/** Looks under way at once: what comes meanwhile is looked at together, so a busy server is asked less. */
const mostLooks = 2;
/** What takes longer keeps nobody waiting: the next may go beside it, up to so many. */
const slowMs = 300;
const mostSlow = 12;
/** Up to so many are read one by one, each on its own way; more together, by lists. */
const mostAlone = 3;
const mostTogether = 100;
/** Waiting at once. */
const burst = 10;
/** The same where looks take long: each of them makes a busy server busier. */
const burstWhenSlow = 4;
/** By then the answer to a create that Vikunja has told of is mostly here, too. */
const tellingMs = 300;
const pauseMs = 1_000;
const longestPauseMs = 20_000;

export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const { runtime, signal } = deps;
  const named = createNamedTasks();
  const looking = new Set<number>();
  const later = new Set<number>();
  const looks = new Set<Promise<void>>();
  /** Those whose last look failed; the others do not wait for them. */
  const resting = new Map<number, { readonly failures: number; readonly untilMs: number }>();
  let slow = 0;
  let error: SyncError | null = null;

  /** Since when, of those that a create may be about to tell. */
  const untold = new Map<number, number>();

  const isReady = (id: number) =>
    !looking.has(id) && !isResting(id) && !deps.isBusy(id) && isTold(id);

  const isResting = (id: number) => (resting.get(id)?.untilMs ?? 0) > runtime.elapsed();

  function isTold(id: number): boolean {
    const since = untold.get(id) ?? runtime.elapsed();
    if (deps.isUntold(id) && runtime.elapsed() - since < tellingMs) {
      untold.set(id, since);
      return false;
    }
    untold.delete(id);
    return true;
  }

  function go(): void {
    if (signal.aborted) return;
    // Also while as many looks as may be are under way: what they wait for is what the many have made busy.
    if (isMuch() && deps.mayBurst()) {
      named.drop((id, delivered) => isReady(id) && deps.isEcho(id, delivered));
      if (isMuch()) deps.onBurst();
    }
    while (!deps.isHeldUp() && looks.size - slow < mostLooks) {
      const ids = nextIds();
      if (ids.length === 0) break;
      const alone = ids.length <= mostAlone ? ids.map((id) => [id]) : [ids];
      for (const some of alone) begin(some);
    }
    if (isOwed()) return;
    // What could not be looked at was read in another way since.
    error = null;
    deps.onEmpty();
  }

  const isMuch = () => named.size >= (slow > 0 ? burstWhenSlow : burst);

  function nextIds(): readonly number[] {
    for (;;) {
      const taken = [...named.take(isReady, mostTogether)];
      const ids = taken.filter(([id, delivered]) => !deps.isEcho(id, delivered)).map(([id]) => id);
      if (ids.length > 0 || taken.length === 0) return ids;
    }
  }

  function rest(id: number): void {
    const failures = (resting.get(id)?.failures ?? 0) + 1;
    const waitMs = Math.min(longestPauseMs, pauseMs * 2 ** (failures - 1));
    resting.set(id, { failures, untilMs: runtime.elapsed() + waitMs });
    runtime.after(waitMs, go);
  }

  function begin(ids: readonly number[]): void {
    for (const id of ids) looking.add(id);
    let isSlow = false;
    const timer = runtime.after(slowMs, () => {
      if (slow === mostSlow) return;
      isSlow = true;
      slow++;
      go();
    });
    const look = lookAt(ids).finally(() => {
      timer[Symbol.dispose]();
      if (isSlow) slow--;
      looks.delete(look);
      for (const id of ids) looking.delete(id);
      go();
    });
    looks.add(look);
  }

  async function lookAt(ids: readonly number[]): Promise<void> {
    try {
      await deps.look(ids);
      for (const id of ids) resting.delete(id);
      error = null;
    } catch (thrown) {
      for (const id of ids) named.add(id, { event: "", shows: null });
      if (signal.aborted) return;
      error = asSyncError(thrown);
      for (const id of ids) rest(id);
      deps.onFailure(error);
    }
  }

  function isOwed(): boolean {
    return named.size + looking.size + later.size > 0;
  }

  function addAgain(): void {
    for (const id of later) named.add(id, { event: "", shows: null });
    later.clear();
    go();
  }

  return {
    add(id, delivered) {
      const isTaken = named.add(id, delivered);
      go();
      if (untold.has(id)) runtime.after(tellingMs, go);
      return isTaken;
    },
    addLater(id) {
      if (later.size === 0) runtime.after(pauseMs, addAgain);
      later.add(id);
    },
    go,
    isOwed,
    error: () => error,
    async rest() {
      await Promise.all(looks);
    },
  };
}
