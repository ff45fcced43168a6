import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Reading } from "@/domain/task.ts";
import type { SideTask } from "@/engine/message.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { createTurns } from "@/ports/turns.ts";
import { sleep } from "@/ports/waits.ts";
import { createDeliveries } from "@/app/daemon/deliveries.ts";
import type { KeptEvents } from "@/app/daemon/kept_events.ts";
import { createLane, type Lane } from "@/app/daemon/lane.ts";
import { createListedTasks } from "@/app/daemon/listed_tasks.ts";
import type { Asked } from "@/app/daemon/looks.ts";
import { createReserved } from "@/app/daemon/reserved.ts";
import type { OpenedEngine } from "@/app/run/open_engine.ts";
import { type Echoes, isReadSince } from "@/triggers/echoes.ts";
import type { Part, ReadUpTo } from "@/triggers/run_options.ts";
import type { Delivered, Wake } from "@/triggers/wakes.ts";

/** A lane for each kind of trigger. */
interface Lanes extends Disposable {
  /** Compares both sides first, which finds out what belongs together. */
  start(): void;
  wake(wake: Wake): void;
  /** Where nothing is left that was asked for: says so. */
  noteOwed(): void;
  /** A task came to rest: what waited for that may go. */
  noteRest(streamId: string): void;
  /** Of the first lane whose last try failed; `null`: of none. */
  error(): SyncError | null;
  /** Resolves when nothing is being looked at. */
  rest(): Promise<void>;
}

interface LanesDeps {
  readonly ask: (asked: Asked) => Promise<void>;
  readonly opened: Pick<OpenedEngine, "engine" | "log" | "state">;
  readonly kept: Pick<KeptEvents, "lastCompleteAt" | "begin" | "end">;
  readonly echoes: Pick<Echoes, "cover">;
  readonly runtime: Runtime;
  /** Asked anew each time. */
  readonly pollEveryMs: () => number;
  /** Before Taskwarrior is looked at: what woke us until now is looked at by that. */
  readonly onBegin: () => void;
  /** Everything that was asked for was looked at. */
  readonly onNothingOwed: () => void;
  /** Vikunja was asked for all that changed. */
  readonly notePolled: () => void;
  readonly onFailure: (error: SyncError) => void;
  /** Nothing begins any more. */
  readonly stopping: AbortSignal;
}

/** Between two readings of everything that deliveries ask for; at least, and of the time that the last one took. */
const leastFullMs = 5_000;
const fullShare = 10;
/** Until a command that was in the middle of its writes has mostly ended. */
const unsettledMs = 500;
/** Immediate callbacks in a row keep the runtime from looking for what has come over the network; a timer does not. */
const breathMs = 1;
/** What comes over the network is looked at once in each: a delivery takes some ten of them until its task is read. */
const breaths = 8;
/** How long many deliveries wait for the list that may show what they are about, and how often that is asked for. */
const burstMs = 1_000;
const betweenBurstsMs = 400;
const nothingThere = { changes: false, ids: [] };

export function createLanes(deps: LanesDeps): Lanes {
  const { runtime, onFailure, kept, opened: { engine, log } } = deps;
  const reserved = createReserved();
  let fullAt = 0;
  /** Whether a comparison has found out what belongs together, and whether it has handed all of that out. */
  let isArranged = false;
  let isStarted = false;
  let hasFailed = false;
  let isFullAsked = false;
  /** Ends in any case after some time; `null`: there is none. */
  let burst: Disposable | null = null;
  let nextBurstAt = 0;
  let timer: Disposable | null = null;
  /** Tasks of Taskwarrior whose reading was overtaken by a write of ours. */
  const overtaken = new Set<string>();

  const laneOf = (work: () => Promise<void>, mayBegin = mayLook) =>
    createLane({ runtime, work, mayBegin, onFailure, onDone: noteOwed, signal: deps.stopping });

  const ask = (asked: Asked, part: Part) =>
    deps.ask({ ...asked, part: { ...reserved.guarded(part), breathe, turns } });

  const turns = () => createTurns(runtime);

  async function breathe(): Promise<void> {
    for (let breath = 0; breath < breaths; breath++) await sleep(runtime, breathMs);
  }

  /** Where it is not known yet what belongs together, only a comparison may look. */
  const mayLook = () =>
    isArranged || hasFailed && kept.lastCompleteAt("taskwarrior") !== null &&
      kept.lastCompleteAt("vikunja") !== null;

  function onOvertaken({ streamId, side, id }: SideTask): void {
    if (side === "vikunja") deliveries.add(Number(id), { event: "", shows: null });
    else overtaken.add(streamId);
  }

  const onUnsettled = () => here.wakeIn(unsettledMs);

  const onHeld = ({ id }: { readonly id: string }) => deliveries.addLater(Number(id));

  const here = laneOf(async () => {
    deps.onBegin();
    overtaken.clear();
    await ask({ vikunja: nothingThere }, { rank: "now", onOvertaken, onUnsettled });
    if ([...overtaken].some(engine.isAtRest)) here.wake();
  });

  const poll = laneOf(async () => {
    const own = burst;
    const isMuch = own !== null;
    const vikunja = { changes: true, ids: [], isMuch };
    const onShown = (readings: readonly Reading[]) => {
      listed.note(readings);
      endOwn();
    };
    // One that began meanwhile waits for the read that it has asked for.
    const endOwn = () => burst === own ? endBurst() : undefined;
    const part = isMuch
      ? { rank: "now", onOvertaken, onHeld, onShown } as const
      : { rank: "later", onOvertaken, onHeld } as const;
    const closes = !isMuch && errorBut(poll) === null;
    try {
      await ask({ taskwarrior: false, vikunja, closes }, part);
    } finally {
      listed.clear();
      endOwn();
    }
    // Deliveries without end are not to keep the clock from a look at everything.
    if (!isMuch) pollLater();
  });

  /** The server tells of one task after the other; a list of all that changed shows at once what it will tell yet. */
  function onBurst(): void {
    nextBurstAt = runtime.elapsed() + betweenBurstsMs;
    burst = runtime.after(burstMs, endBurst);
    poll.wake();
  }

  function endBurst(): void {
    if (burst === null) return;
    burst[Symbol.dispose]();
    burst = null;
    deliveries.go();
  }

  const listed = createListedTasks((id) => {
    const streamId = log.reader.streamOf(id);
    return streamId === null ? 0 : log.store.streamVersion(streamId);
  });

  function isRead(id: number, delivered: readonly Delivered[]): boolean {
    const streamId = log.reader.streamOf(id);
    return streamId !== null && isReadSince(deps.opened.state(streamId), delivered);
  }

  const claims = laneOf(async () => {
    await ask({ taskwarrior: false, vikunja: nothingThere }, { rank: "later" });
  });

  const deliveries = createDeliveries({
    runtime,
    isHeldUp: () => burst !== null || !mayLook(),
    isBusy(id) {
      const streamId = log.reader.streamOf(id);
      return streamId !== null && engine.underWay(streamId).includes("vikunja");
    },
    isUntold: (id) => log.reader.streamOf(id) === null && engine.isWritingTo("vikunja"),
    isEcho: (id, delivered) =>
      deps.echoes.cover(id, delivered) || listed.covers(id, delivered) || isRead(id, delivered),
    onBurst,
    // Many are echoes while we write, which need no look.
    mayBurst: () =>
      burst === null && runtime.elapsed() >= nextBurstAt && !engine.isWritingTo("vikunja"),
    async look(ids) {
      const vikunja = { changes: false, ids };
      await ask({ taskwarrior: false, vikunja }, { rank: "now", onOvertaken, onHeld });
    },
    onFailure,
    onEmpty: noteOwed,
    signal: deps.stopping,
  });

  const comparison = laneOf(async () => {
    if (isStarted && !isFullAsked) return;
    const waitMs = Math.ceil(fullAt - runtime.elapsed());
    if (isStarted && waitMs > 0) return void runtime.after(waitMs, comparison.wake);
    await compare(isFullAsked && waitMs <= 0);
    pollLater();
  }, () => true);

  async function compare(full: boolean): Promise<void> {
    const startedAt = runtime.elapsed();
    isFullAsked &&= !full;
    deps.onBegin();
    try {
      const part = { rank: "later", onHeld, onArranged, onUnsettled } as const;
      await ask({ full, closes: true }, part);
    } catch (thrown) {
      isFullAsked ||= full;
      isArranged = isStarted;
      hasFailed = true;
      goOn();
      throw thrown;
    } finally {
      reserved.release();
      kept.end();
    }
    isStarted = true;
    const tookMs = runtime.elapsed() - startedAt;
    if (full) fullAt = runtime.elapsed() + Math.max(leastFullMs, fullShare * tookMs);
  }

  function onArranged(hand: (streamId: string) => void, upTo: ReadUpTo): void {
    reserved.reserve(hand);
    kept.begin(upTo);
    isArranged = true;
    goOn();
  }

  function goOn(): void {
    here.wake();
    for (const one of [poll, claims, deliveries]) one.go();
  }

  const lanes = [here, poll, comparison, claims];

  /** What one lane found out says nothing of what another one cannot do. */
  function errorBut(own: Lane | null): SyncError | null {
    const others = [...lanes, deliveries].filter((one) => one !== own);
    return others.map((one) => one.error()).find((one) => one !== null) ?? null;
  }

  function pollLater(): void {
    startClock();
    deps.notePolled();
  }

  function startClock(): void {
    timer?.[Symbol.dispose]();
    timer = runtime.after(deps.pollEveryMs(), pollInTime);
  }

  /** What it asks for may be done by a read for many deliveries, after which nobody sets the clock. */
  function pollInTime(): void {
    startClock();
    poll.wake();
    here.wake();
  }

  function noteOwed(): void {
    const isOwed = isFullAsked || [...lanes, deliveries].some((one) => one.isOwed());
    if (isOwed || deps.stopping.aborted) return;
    try {
      deps.onNothingOwed();
    } catch (thrown) {
      onFailure(asSyncError(thrown));
    }
  }

  return {
    start: comparison.wake,
    wake({ ids = [], event = "", shows = null, changes = false, full = false, ...wake }) {
      if (wake.claims === true) return claims.wake();
      const isMuch = ids.map((id) => deliveries.add(id, { event, shows })).includes(false);
      isFullAsked ||= full || isMuch;
      if (isFullAsked) comparison.wake();
      if (changes) poll.wake();
      if (ids.length === 0 || changes) here.wake();
    },
    noteOwed,
    noteRest(streamId) {
      if (overtaken.delete(streamId)) here.wake();
      deliveries.go();
    },
    error: () => errorBut(null),
    async rest() {
      await Promise.allSettled([...lanes, deliveries].map((one) => one.rest()));
    },
    [Symbol.dispose]() {
      for (const one of [timer, burst]) one?.[Symbol.dispose]();
    },
  };
}
