import { createDaemonOperations, type Receipts } from "@/app/daemon/operations.ts";
import { type DailyBackup, keepBackingUp } from "@/app/serve/daily_backup.ts";
import { answeringOthers } from "@/app/serve/answering.ts";
import { deliveriesTo } from "@/app/serve/deliveries_to.ts";
import { handingOn, standingBy, standOf } from "@/app/serve/handing_on.ts";
import { carriedOver } from "@/app/serve/carried.ts";
import { type ServedPage, servePage } from "@/app/page/served_page.ts";
import { createWantedSelections, otherConfiguration } from "@/app/serve/reloading.ts";
import { nextHappening, nullWhereStopped, unlessLost } from "@/app/serve/happenings.ts";
import { keepSaying } from "@/app/serve/keep_saying.ts";
import { roundReporter } from "@/app/serve/round_reporter.ts";
import { keepTaskSyncing, type TaskSync } from "@/app/serve/task_sync.ts";
import { socketPlace, tcpPlace } from "@/app/serve/socket_place.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { createVitals } from "@/app/vitals.ts";
import type { Config } from "@/config/config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Daemons, Serve, ServeLine, ServeOptions } from "@/ports/daemon.ts";
import type { Behind, Door, Doors } from "@/ports/doors.ts";
import type { Changes, PageStore } from "@/ports/page.ts";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ReloadRequests, ServiceManager } from "@/ports/service_manager.ts";

export interface ServePorts {
  readonly runtime: Runtime;
  readonly config: Config;
  /** The configuration as it is now. @throws {SyncError} `CONFIG` */
  readonly reread: () => Promise<Config>;
  readonly version: string;
  readonly pid: number;
  readonly rssBytes: () => number;
  /** Of the log's file; `null`: not known. */
  readonly logBytes: () => number | null;
  /** `acceptsSelection`: see {@link OpenRunOptions}. */
  readonly startEngine: (
    config: Config,
    report: (error: SyncError | null, warnings: readonly string[]) => void,
    acceptsSelection: string | undefined,
    /** Ends the waiting for the log. */
    signal: AbortSignal,
  ) => Promise<RunningEngine>;
  /** Of the list in a database that is configured. */
  readonly openRequests: (config: Config) => Promise<OwnerRequests>;
  /** For runs that only plan: on a copy of the log. */
  readonly openBeside: (config: Config) => OpenRun;
  readonly doors: Doors;
  readonly daemons: Pick<Daemons, "look" | "connect">;
  readonly page: { readonly store: PageStore; readonly changes: Changes };
  /** What signs deliveries. */
  readonly webhookSecret: (config: Config) => Promise<string>;
  /** Without: none is ever made. */
  readonly dailyBackup?: (config: Config) => Promise<DailyBackup | null>;
  /** Without: `task sync` is for others to run. */
  readonly taskSync?: (config: Config) => Promise<TaskSync | null>;
  readonly manager: ServiceManager;
  readonly reloadRequests: () => ReloadRequests;
}

/** The engine for as long as the process lives, and the doors to it. */
export function createServe(ports: ServePorts): Serve {
  return { run: (options, say, signal) => serve(ports, options, say, signal) };
}

async function serve(
  ports: ServePorts,
  options: ServeOptions,
  tell: (line: ServeLine) => void,
  signal: AbortSignal,
): Promise<void> {
  const say = (text: string) => tell({ level: "info", text });
  const { runtime, manager, doors, rssBytes } = ports;
  const report = roundReporter(tell);
  const start = async (config: Config, acceptsSelection?: string) => {
    const started = await answeringOthers(
      {
        runtime,
        openRequests: () => ports.openRequests(config),
        warn: (text) => tell({ level: "warn", text }),
      },
      await ports.startEngine(config, report, acceptsSelection, signal),
    );
    started.opened.onStep((step) => {
      for (const change of carriedOver(step)) {
        tell({ level: "info", change });
        if (change.side === "taskwarrior") taskSyncing.noteWritten();
      }
    });
    return started;
  };
  // As long as it has not started there is none, whoever asks.
  let engine: RunningEngine;
  /** `null`: this host does not own its list, or not yet. */
  let owning: RunningEngine | null = null;
  using taskSyncing = keepTaskSyncing({
    runtime,
    sync: async () => await ports.taskSync?.(engine?.config ?? ports.config) ?? null,
    warn: (text) => tell({ level: "warn", text }),
  });
  /** `null`: stopped before it was there. */
  const startOrStop = (config: Config) =>
    start(config).catch((thrown) => {
      if (signal.aborted && config.store !== null) return null;
      return nullWhereStopped(thrown, signal);
    });
  using reloads = ports.reloadRequests();
  using selections = createWantedSelections();
  await using handing = handingOn(runtime, () => ports.openRequests(ports.config));
  const receipts: Receipts = { accepted: 0, refused: 0, unavailable: 0 };
  const vitals = createVitals(ports);
  const places: { url: string | null; socket: string | null } = { url: null, socket: null };
  const self = { ...ports, startedAt: runtime.now().toISOString() };
  const behind: Behind = {
    operations() {
      if (owning === null) throw standingBy();
      return createDaemonOperations({
        engine: owning,
        takeSelection: selections.want,
        reread: ports.reread,
        openBeside: ports.openBeside,
        receipts,
        doors: places,
        self,
        rssBytes,
        runtime,
        vitals,
        page: () => page,
      });
    },
    deliveries: deliveriesTo(() => owning, { ...ports, handOn: handing.handOn }, receipts),
    stand: () => standOf(owning, receipts),
    isOpenForMetrics: options.isOpenForMetrics,
  };
  const opened: (Pick<Door, "refuse"> & AsyncDisposable)[] = [];
  /** Stays open while another host owns the list: what it takes goes there. */
  let tcp: Door | null = null;
  let page: ServedPage;
  try {
    const { store } = ports.config;
    if (store !== null) {
      await openTcp();
      if (places.url !== null) say(`taking webhooks on ${places.url}, whoever the owner is`);
      await manager.notify("READY=1\nSTATUS=standing by");
    }
    {
      using _alive = keepSaying(runtime, manager, say);
      const started = await startOrStop(ports.config);
      if (started === null) return;
      owning = engine = started;
    }
    page = await servePage({
      ...ports.page,
      runtime,
      doors,
      address: ports.config.page,
      operations: behind.operations,
      version: ports.version,
      say,
    });
    opened.push(page);
    const { path, place } = await socketPlace(ports, options, ports.config);
    opened.push(await doors.open(place, behind));
    places.socket = path;
    // Of the socket of systemd, the units say that it is at the usual place.
    const noted = path ?? ports.config.socketPaths[0];
    using _note = noted === undefined ? null : doors.note(ports.config.stateDir, noted);
    if (store === null) await openTcp();
    say(
      `listening on ${[path ?? "the socket of systemd", places.url].filter(Boolean).join(" and ")}`,
    );
    await manager.notify("READY=1");
    {
      using _alive = keepSaying(runtime, manager, say);
      using _backups = keepBackingUp({
        runtime,
        backup: async () => await ports.dailyBackup?.(engine.config) ?? null,
        warn: (text) => tell({ level: "warn", text }),
      });
      await untilStopped();
    }
    await manager.notify("STOPPING=1");
    say("stopping");
  } finally {
    for (const door of opened) door.refuse(true);
    try {
      await owning?.stop().catch(unlessLost);
    } finally {
      for (const door of opened) await door[Symbol.asyncDispose]();
    }
  }

  async function openTcp(): Promise<void> {
    const address = options.listen ?? ports.config.listen;
    if (address === null) return;
    tcp = await doors.open(tcpPlace(address), behind);
    opened.push(tcp);
    places.url = tcp.url;
  }

  async function untilStopped(): Promise<void> {
    for (;;) {
      switch (await nextHappening({ engine, reloads, selections }, signal)) {
        case "stop":
          return;
        case "reload":
          await reload().catch((thrown) => nullWhereStopped(thrown, signal));
          break;
        case "select":
          await takeSelections().catch((thrown) => nullWhereStopped(thrown, signal));
          break;
        case "lost":
          if (!await standBy()) return;
      }
    }
  }

  /** Another host may own the list: this one goes on once it has it again. False: it was stopped before. */
  async function standBy(): Promise<boolean> {
    const { config } = engine;
    tell({ level: "warn", text: "this host does not own the list any more: standing by" });
    owning = null;
    for (const door of opened) door.refuse(door !== tcp);
    await engine.stop().catch(unlessLost);
    const started = await startOrStop(config);
    if (started === null) return false;
    owning = engine = started;
    for (const door of opened) door.refuse(false);
    say("this host owns the list");
    return true;
  }

  /** Of each who waits: the configuration is read anew, and gone by where it selects what they have seen. */
  async function takeSelections(): Promise<void> {
    for (const { text, taken, refused } of selections.takeAll()) {
      const wrong = await takeSelection(text).catch((thrown) => {
        refused(thrown);
        throw thrown;
      });
      if (wrong === null) taken(engine);
      else refused(wrong);
    }
  }

  async function reload(): Promise<void> {
    const monotonicUs = Math.round(runtime.elapsed() * 1000);
    await manager.notify(`RELOADING=1\nMONOTONIC_USEC=${monotonicUs}`);
    try {
      await restart(await ports.reread());
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code !== "CONFIG") throw error;
      kept(error);
    }
    await manager.notify("READY=1");
  }

  async function takeSelection(text: string): Promise<SyncError | null> {
    if (textOf(engine.config) === text) return null;
    let config: Config;
    try {
      config = await ports.reread();
    } catch (thrown) {
      return asSyncError(thrown);
    }
    return textOf(config) === text ? await restart(config, text) : otherConfiguration(config.file);
  }

  /**
   * With a configuration that cannot be worked with, it goes on with the one it has; what was wrong with the other, or
   * `null`.
   */
  async function restart(config: Config, acceptsSelection?: string): Promise<SyncError | null> {
    const before = engine.config;
    for (const door of opened) door.refuse(true);
    owning = null;
    await engine.stop();
    let wrong: SyncError | null = null;
    try {
      owning = engine = await start(config, acceptsSelection);
      say("read the configuration again");
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      wrong = asSyncError(thrown);
      kept(wrong);
      owning = engine = await start(before, textOf(before));
    }
    for (const door of opened) door.refuse(false);
    return wrong;
  }

  function kept({ message }: SyncError): void {
    say(`kept the configuration as it was: ${message}`);
  }
}

function textOf({ selection, mapping }: Config): string {
  return selectionText(selection, mapping);
}
