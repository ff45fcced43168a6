import type { Config } from "@/config/config.ts";
import type { Json } from "@/domain/json.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import { shownByDelivery } from "@/mapping/vikunja/delivered.ts";
import { vikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { Claims } from "@/ports/claims.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import type { LoggedCounts } from "@/ports/doors.ts";
import type { ProcessMark } from "@/ports/process_marks.ts";
import { deadline } from "@/ports/waits.ts";
import { claimRulesBy } from "@/app/run/mapping_rules.ts";
import { createDaemon, type Daemon } from "@/app/daemon/daemon.ts";
import { resendTo } from "@/app/daemon/resends.ts";
import { steadyPace } from "@/app/daemon/asking_pace.ts";
import type { DaemonPorts } from "@/app/daemon/ports.ts";
import { createIdleMemory, notingRuns } from "@/app/daemon/idle_memory.ts";
import { keepReaping } from "@/app/daemon/keep_reaping.ts";
import { tellingLongAgo } from "@/app/finished_long_ago.ts";
import { keepCounts } from "@/app/daemon/logged_counts.ts";
import { newsFirst } from "@/app/daemon/news_first.ts";
import { createNewProjects } from "@/app/daemon/new_projects.ts";
import { type OpenedEngine, openEngine } from "@/app/run/open_engine.ts";
import { createTaskEdits } from "@/app/task_edits.ts";
import { createClaims } from "@/triggers/claims.ts";
import { readDelivery, readKeptWake } from "@/triggers/delivery.ts";
import { createEchoes } from "@/triggers/echoes.ts";
import type { Wake } from "@/triggers/wakes.ts";

/** What woke the daemon, counted. */
type WakeCounts = Record<"hook" | "data" | "webhook", number>;

/** The engine at work between its triggers, for one reading of the configuration. */
export interface RunningEngine {
  readonly config: Config;
  readonly daemon: Daemon;
  readonly opened: OpenedEngine;
  readonly wakes: WakeCounts;
  readonly claims: Claims;
  readonly edits: TaskEdits;
  counts(): LoggedCounts;
  /** Puts a delivery on disk, then wakes; `null`: not one of Vikunja's. */
  deliver(body: unknown): Promise<{ readonly event: string } | null>;
  /** The same of one that another host took, as it is kept. */
  deliverKept(line: string): Promise<void>;
  /** Something is different, and nobody knows what. */
  deliverUnread(): Promise<void>;
  /** Ends after what is under way and lets go of the log; rejects with what stopped it. */
  stop(): Promise<void>;
  /** Settles when it ends by itself: the log, the disk or the binding failed. */
  readonly over: Promise<void>;
}

/** What does not end by then is broken off: the log knows what was begun. */
const drainMs = 15_000;
/** Tasks that are kept in memory while nothing goes on with them: what is edited is often edited again. */
const idleActors = 100;

/** All of `serve` but its doors. @throws {SyncError} what keeps the log from being opened. */
export async function startEngine(
  ports: DaemonPorts,
  config: Config,
  onLook: (error: SyncError | null, warnings: readonly string[]) => void,
  acceptsSelection?: string,
  /** Ends the waiting for the log. */
  signal: AbortSignal | null = null,
): Promise<RunningEngine> {
  const stopping = new AbortController();
  const breakOff = new AbortController();
  await using stack = new AsyncDisposableStack();
  const { runtime, tracer, asking, pace = steadyPace } = ports;
  const options = {
    config,
    command: "serve",
    planOnly: false,
    jobs: config.jobs,
    idleActors,
    inSmallPieces: true,
    ...acceptsSelection === undefined ? {} : { acceptsSelection },
  };
  const giveUp = () => breakOff.abort(asSyncError(signal?.reason));
  if (signal?.aborted === true) giveUp();
  signal?.addEventListener("abort", giveUp, { once: true });
  const opened = stack.use(await openEngine(ports, options, breakOff.signal));
  signal?.removeEventListener("abort", giveUp);
  // The log takes nothing any more of what would be waited for.
  opened.onRefusal((error) => error.code === "FENCED" ? breakOff.abort(error) : undefined);
  ports.forgetFailure();
  await opened.prepare(breakOff.signal);
  const mark = stack.use(ports.markDaemon());
  const journal = stack.use(ports.openJournal());
  opened.onStep(pace.noteChange);
  const echoes = createEchoes(runtime.elapsed);
  const newProjects = createNewProjects({
    webhooks: ports.webhooks,
    warn: asking.warn,
    log: opened.log.reader,
    signal: stopping.signal,
  });
  const longAgo = tellingLongAgo(
    { log: opened.log.reader, onStep: opened.onStep },
    { now: runtime.now, warn: asking.warn },
  );
  const idle = stack.use(createIdleMemory(runtime, ports.memory, opened.engine.isQuiet));
  /** Deliveries that are being put on disk: what they are about may be looked at before they are. */
  let arriving = 0;
  const daemon = createDaemon({
    opened: { ...opened, lend: notingRuns(opened.lend, idle) },
    pollEveryMs: () => pace.pollMs(config.pollEveryMs),
    resendEveryMs: pace.resendMs,
    jobs: config.jobs,
    runtime,
    echoes,
    tracer,
    onBegin: ports.drainSpool,
    onNothingOwed() {
      if (arriving === 0) journal.forget(journal.mark());
    },
    onLearned: newProjects.look,
    onLook(error, warnings) {
      newProjects.look();
      if (error === null && warnings !== null) longAgo.tell();
      if (error !== null || warnings !== null) onLook(error, warnings ?? []);
    },
    signal: breakOff.signal,
  });
  const wakes: WakeCounts = { hook: 0, data: 0, webhook: 0 };
  for (const line of journal.left) daemon.wake(readKeptWake(line));
  const wakeBy = (by: "hook" | "data") => {
    wakes[by]++;
    daemon.wake({});
  };
  const { taskwarrior } = opened.sides;
  const watched = await watchBoth(ports, opened, mark, {
    hook: () => wakeBy("hook"),
    data: newsFirst(taskwarrior, () => wakeBy("data"), stopping.signal),
  });
  for (const watcher of watched) stack.use(watcher);
  const claims = createClaims({
    store: opened.log.store,
    queries: opened.log.claims,
    clock: ports.leaseClock,
    turns: opened.engine.turns,
    ...claimRulesBy(config),
    onChange() {
      pace.noteChange();
      if (config.claimsMirror !== "none") daemon.wake({ claims: true });
    },
  });
  stack.use(keepReaping(runtime, claims, pace.reapMs, asking.warn));
  const counts = stack.use(keepCounts({
    log: opened.log.reader,
    onStep: opened.onStep,
    runtime,
    isAhead: pace.countsAhead,
  }));
  const kept = stack.move();
  const over = daemon.run(stopping.signal);
  const keep = (event: string, wake: Wake, shows: string | null = null) =>
    tracer.span("delivery", { event }, async () => {
      arriving++;
      wakes.webhook++;
      pace.noteDelivery();
      const kept = journal.append(JSON.stringify(wake));
      // Where the waking fails, nobody awaits it.
      kept.catch(() => {});
      try {
        daemon.wake(shows === null ? wake : { ...wake, shows });
        await kept;
      } finally {
        arriving--;
        daemon.noteOwed();
      }
    });
  // Awaited by whoever asks for `over`; until then it is not unhandled.
  over.catch(() => {});
  const settings = vikunjaSettings(config.mapping.places);

  return {
    config,
    daemon,
    opened,
    wakes,
    counts: counts.now,
    claims,
    edits: createTaskEdits({
      open: () => daemon.borrow(),
      projectPath: decodeProject,
    }),
    async deliver(body) {
      const delivery = readDelivery(body);
      if (delivery === null || delivery.wake === null) return delivery;
      const { event, wake } = delivery;
      await keep(event, wake, shortly(shownByDelivery(body as Json, settings)));
      return delivery;
    },
    deliverKept(line) {
      const wake = readKeptWake(line);
      return keep(wake.event ?? "", wake);
    },
    deliverUnread: () => keep("unread", { changes: true }),
    async stop() {
      stopping.abort();
      const cut = () => breakOff.abort(asSyncError(stopping.signal.reason));
      const timer = runtime.after(drainMs, cut);
      try {
        await over;
      } finally {
        timer[Symbol.dispose]();
        await kept.disposeAsync();
      }
    },
    over,
  };
}

/** What shows much is looked at rather than kept. */
const maxShownLength = 32_000;

function shortly(shows: string | null): string | null {
  return shows !== null && shows.length > maxShownLength ? null : shows;
}

async function watchBoth(
  ports: DaemonPorts,
  opened: OpenedEngine,
  mark: ProcessMark,
  wake: Readonly<Record<"hook" | "data", () => void>>,
): Promise<readonly Disposable[]> {
  using limit = deadline(ports.runtime, drainMs);
  const { taskwarrior } = opened.sides;
  const { folder } = await taskwarrior.identify(limit.signal);
  const { hooksFolder } = await taskwarrior.installation(limit.signal);
  return [
    ports.watchSpool(wake.hook),
    ports.watchData(String(folder), wake.data, mark.seesData),
    ports.watchHooks(
      hooksFolder,
      () => resendTo("taskwarrior", { engine: opened.engine, log: opened.log.reader }),
    ),
  ];
}
