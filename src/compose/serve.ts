import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import { type HttpServer, listen, type Place } from "@/adapters/http/server.ts";
import { operationRoutes } from "@/adapters/http/operation_routes.ts";
import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import { lookAtSocket } from "@/adapters/http/socket_place.ts";
import { noteSocket } from "@/adapters/fs/socket_note.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import { type ReloadRequests, reloadRequests } from "@/adapters/system/stop_signals.ts";
import { createServiceManager, inheritedSockets } from "@/adapters/system/service_manager.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { checkSocketPath } from "@/config/socket_path.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { ifThere } from "@/ports/missing.ts";
import type { Serve, ServeOptions, SocketPlace } from "@/ports/daemon.ts";
import { createDaemonOperations, type Receipts } from "@/app/daemon_operations.ts";
import { type RunningEngine, startEngine } from "@/app/start_engine.ts";
import { daemonPorts } from "@/compose/daemon_ports.ts";
import { webhookStore } from "@/adapters/fs/webhook_store.ts";

interface ServeDeps {
  readonly config: Config;
  readonly io: Io;
  /** @throws {SyncError} `CONFIG` */
  readonly reread: () => Promise<Config>;
  readonly version: string;
}

/** The engine for as long as the process lives, and the doors to it. */
export function createServe(deps: ServeDeps): Serve {
  return { run: (options, say, signal) => serve(deps, options, say, signal) };
}

async function serve(
  deps: ServeDeps,
  options: ServeOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const manager = createServiceManager((name) => thisProcess.env(name));
  const report = roundReporter(say);
  const start = async (config: Config) =>
    await startEngine(await daemonPorts(config, deps.io), config, report);
  using reloads = reloadRequests();
  let engine = await start(deps.config);
  const receipts: Receipts = { accepted: 0, refused: 0, unavailable: 0 };
  const doors: { url: string | null; socket: string | null } = { url: null, socket: null };
  const startedAt = new Date().toISOString();
  const self = { version: deps.version, pid: thisProcess.pid, startedAt };
  const rssBytes = () => thisProcess.memoryBytes();
  const own = operationRoutes({
    operations: () => createDaemonOperations({ engine, receipts, doors, self, rssBytes, runtime }),
    isOpen: options.isOpenForMetrics,
    hostName: hostName(),
    runtime,
  });
  const webhook = webhookRoute({
    secret: () => webhookStore(engine.config.stateDir).secret(),
    basicAuth: () => engine.config.webhookAuth,
    deliver: (body) => engine.deliver(body),
    deliverUnread: () => engine.deliverUnread(),
    serverNowMs() {
      const offset = engine.opened.editClock.offset();
      return offset === null ? null : Date.now() + (offset.from + offset.until) / 2;
    },
    count: (outcome) => void receipts[outcome]++,
  });
  const routes = [...own, webhook];
  const servers: HttpServer[] = [];
  try {
    const { path, place } = await socketPlace(options, deps.config);
    servers.push(
      await listen(place, { routes, isPublic: false, collectGarbage: memory.collectGarbage }),
    );
    if (path !== null) files.changeMode(path, 0o600);
    doors.socket = path;
    // Of the socket of systemd, the units say that it is at the usual place.
    const noted = path ?? deps.config.socketPaths[0];
    using _note = noted === undefined ? null : noteSocket(deps.config.stateDir, noted);
    const address = options.listen ?? deps.config.listen;
    if (address !== null) {
      const tcp = await listen(tcpPlace(address), {
        routes,
        isPublic: true,
        collectGarbage: memory.collectGarbage,
      });
      servers.push(tcp);
      doors.url = tcp.url;
    }
    say(
      `listening on ${[path ?? "the socket of systemd", doors.url].filter(Boolean).join(" and ")}`,
    );
    await manager.notify("READY=1");
    using _alive = keepSaying(manager);
    await untilStopped();
    await manager.notify("STOPPING=1");
    say("stopping");
  } finally {
    for (const server of servers) server.refuse(true);
    try {
      await engine.stop();
    } finally {
      for (const server of servers) await server[Symbol.asyncDispose]();
    }
  }

  async function untilStopped(): Promise<void> {
    while (!signal.aborted) {
      const happened = await nextHappening(engine, reloads, signal);
      if (happened === "reload") await reload();
    }
  }

  async function reload(): Promise<void> {
    await manager.notify(`RELOADING=1\nMONOTONIC_USEC=${Math.round(performance.now() * 1000)}`);
    try {
      await restart(await deps.reread());
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
    for (const server of servers) server.refuse(true);
    await engine.stop();
    try {
      engine = await start(config);
      say("read the configuration again");
    } catch (thrown) {
      kept(asSyncError(thrown));
      engine = await start(before);
    }
    for (const server of servers) server.refuse(false);
  }

  function kept({ message }: SyncError): void {
    say(`kept the configuration as it was: ${message}`);
  }
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

/** A failure is said once, not each second; and that it is over. */
function roundReporter(say: (line: string) => void) {
  let last = "";
  return (error: SyncError | null, warnings: readonly string[]) => {
    const text = error === null ? warnings.join("\n") : `${error.message} (${error.code})`;
    if (text === last) return;
    if (text === "") say("working again");
    else for (const line of text.split("\n")) say(line);
    last = text;
  };
}

function keepSaying({ watchdogEveryMs, notify }: ReturnType<typeof createServiceManager>) {
  const timer = watchdogEveryMs === null
    ? null
    : setInterval(() => void notify("WATCHDOG=1"), watchdogEveryMs);
  return { [Symbol.dispose]: () => timer === null ? undefined : clearInterval(timer) };
}

async function socketPlace(
  options: ServeOptions,
  { socketPaths }: Config,
): Promise<{ readonly path: string | null; readonly place: Place }> {
  const [fd] = inheritedSockets((name) => thisProcess.env(name), thisProcess.pid);
  if (fd !== undefined && options.socket === null) {
    return { path: null, place: { kind: "inherited", fd } };
  }
  const wanted = options.socket === null ? socketPaths : [options.socket];
  for (const path of wanted) {
    checkSocketPath(path);
    const found = lookAtSocket(path);
    if (found.kind === "no socket" || found.kind === "foreign") throw occupied(path, found);
    if (await connectDaemon(path) !== null) continue;
    if (found.kind === "socket") ifThere(() => files.remove(path));
    return { path, place: { kind: "socket", path } };
  }
  throw new SyncError("CONFIG", `Cannot listen on ${wanted.join(" or ")}: another daemon does`, {
    hint: "Stop it, or name another path with --socket.",
  });
}

/** Only a socket of this user that nobody listens on is replaced. */
function occupied(
  path: string,
  found: Extract<SocketPlace, { kind: "no socket" | "foreign" }>,
): SyncError {
  const what = found.kind === "foreign" ? `a socket of user ${found.owner}` : "no socket";
  return new SyncError("CONFIG", `Cannot listen on ${path}: what is there is ${what}`, {
    hint: "It is left as it is. Name another path with --socket, or move it away.",
  });
}

function tcpPlace(address: string): Place {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[(.*)\]$/, "$1");
  return { kind: "tcp", host, port: Number(address.slice(at + 1)) };
}
