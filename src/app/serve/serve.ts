import { createDaemonOperations, type Receipts } from "@/app/daemon_operations.ts";
import { carriedOver } from "@/app/serve/carried.ts";
import { roundReporter } from "@/app/serve/round_reporter.ts";
import { socketPlace, tcpPlace } from "@/app/serve/socket_place.ts";
import type { RunningEngine } from "@/app/start_engine.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Daemons, Serve, ServeLine, ServeOptions } from "@/ports/daemon.ts";
import type { Behind, Deliveries, Door, Doors } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ReloadRequests, ServiceManager } from "@/ports/service_manager.ts";
import { every } from "@/ports/waits.ts";

interface ServePorts {
  readonly runtime: Runtime;
  readonly config: Config;
  /** The configuration as it is now. @throws {SyncError} `CONFIG` */
  readonly reread: () => Promise<Config>;
  readonly version: string;
  readonly pid: number;
  readonly rssBytes: () => number;
  readonly startEngine: (
    config: Config,
    report: (error: SyncError | null, warnings: readonly string[]) => void,
  ) => Promise<RunningEngine>;
  readonly doors: Doors;
  readonly daemons: Pick<Daemons, "look" | "connect">;
  /** What signs the deliveries of a state folder. */
  readonly webhookSecret: (stateDir: string) => Promise<string>;
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
  const start = async (config: Config) => {
    const started = await ports.startEngine(config, report);
    started.opened.onStep((step) => {
      for (const change of carriedOver(step)) tell({ level: "info", change });
    });
    return started;
  };
  using reloads = ports.reloadRequests();
  let engine = await start(ports.config);
  const receipts: Receipts = { accepted: 0, refused: 0, unavailable: 0 };
  const places: { url: string | null; socket: string | null } = { url: null, socket: null };
  const startedAt = runtime.now().toISOString();
  const self = { version: ports.version, pid: ports.pid, startedAt };
  const behind: Behind = {
    operations: () =>
      createDaemonOperations({ engine, receipts, doors: places, self, rssBytes, runtime }),
    deliveries: deliveriesTo(() => engine, ports, receipts),
    isOpenForMetrics: options.isOpenForMetrics,
  };
  const opened: Door[] = [];
  try {
    const { path, place } = await socketPlace(ports, options, ports.config);
    opened.push(await doors.open(place, behind));
    places.socket = path;
    // Of the socket of systemd, the units say that it is at the usual place.
    const noted = path ?? ports.config.socketPaths[0];
    using _note = noted === undefined ? null : doors.note(ports.config.stateDir, noted);
    const address = options.listen ?? ports.config.listen;
    if (address !== null) {
      const tcp = await doors.open(tcpPlace(address), behind);
      opened.push(tcp);
      places.url = tcp.url;
    }
    say(
      `listening on ${[path ?? "the socket of systemd", places.url].filter(Boolean).join(" and ")}`,
    );
    await manager.notify("READY=1");
    {
      using _alive = keepSaying(runtime, manager, say);
      await untilStopped();
    }
    await manager.notify("STOPPING=1");
    say("stopping");
  } finally {
    for (const door of opened) door.refuse(true);
    try {
      await engine.stop();
    } finally {
      for (const door of opened) await door[Symbol.asyncDispose]();
    }
  }

  async function untilStopped(): Promise<void> {
    while (await nextHappening(engine, reloads, signal) === "reload") await reload();
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

  /** With a configuration that cannot be worked with, it goes on with the one it has. */
  async function restart(config: Config): Promise<void> {
    const before = engine.config;
    for (const door of opened) door.refuse(true);
    await engine.stop();
    try {
      engine = await start(config);
      say("read the configuration again");
    } catch (thrown) {
      kept(asSyncError(thrown));
      engine = await start(before);
    }
    for (const door of opened) door.refuse(false);
  }

  function kept({ message }: SyncError): void {
    say(`kept the configuration as it was: ${message}`);
  }
}

function deliveriesTo(
  engine: () => RunningEngine,
  { runtime, webhookSecret }: ServePorts,
  receipts: Receipts,
): Deliveries {
  return {
    secret: () => webhookSecret(engine().config.stateDir),
    basicAuth: () => engine().config.webhookAuth,
    deliver: (body) => engine().deliver(body),
    deliverUnread: () => engine().deliverUnread(),
    serverNowMs() {
      const offset = engine().opened.editClock.offset();
      return offset === null ? null : runtime.now().getTime() + (offset.from + offset.until) / 2;
    },
    count: (outcome) => void receipts[outcome]++,
  };
}

/** Rejects with what ended the engine. */
async function nextHappening(
  engine: RunningEngine,
  reloads: ReloadRequests,
  signal: AbortSignal,
): Promise<"stop" | "reload"> {
  const stop = Promise.withResolvers<"stop">();
  const onStop = () => stop.resolve("stop");
  signal.addEventListener("abort", onStop);
  try {
    if (signal.aborted) return "stop";
    return await Promise.race([
      stop.promise,
      reloads.next().then(() => "reload" as const),
      engine.over.then(() => "stop" as const),
    ]);
  } finally {
    signal.removeEventListener("abort", onStop);
  }
}

/** A service manager that is not there for a moment (it starts anew) ends nobody; one that hears nothing for long does. */
function keepSaying(
  runtime: Runtime,
  { watchdogEveryMs, notify }: ServiceManager,
  say: (line: string) => void,
): Disposable | null {
  if (watchdogEveryMs === null) return null;
  return every(runtime, watchdogEveryMs, () => {
    notify("WATCHDOG=1").catch((thrown) => say(asSyncError(thrown).message));
  });
}
