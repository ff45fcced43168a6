import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { keepFromChildren } from "@system/keep_from_children.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Door, Place } from "@/ports/doors.ts";
import { createBodyLanes } from "@/adapters/http/body_lanes.ts";
import { answerConnection, type Phase } from "@/adapters/http/connection.ts";
import { createMemoryPressure } from "@/adapters/http/memory_pressure.ts";
import { createRefusals } from "@/adapters/http/refusals.ts";
import type { Route } from "@/adapters/http/routes.ts";

interface HttpServerOptions {
  readonly routes: readonly Route[];
  /** Those of a target that come and go, besides. */
  readonly routesTo?: (target: string) => readonly Route[];
  /** Only routes that are public are offered. */
  readonly isPublic: boolean;
  /** Collects garbage, where strangers make much of it. */
  readonly collectGarbage?: () => void;
}

/** Connections at a time; of more, whoever has not asked for anything for longest is let go. */
const maxConnections = 256;
/** Who comes over the socket is no stranger, and waits for as long as it takes. */
const strangersWaiting = 8;
/** What a connection takes besides what it sends. */
const connectionBytes = 65_536;
/** How long callers may take to read their answers when the server closes. */
const lastAnswersMs = 1_000;

interface Open {
  readonly socket: Socket;
  phase: Phase;
  readonly over: Promise<void>;
}

/**
 * Answers routes over HTTP/1, one request a connection, on the socket as many as come. Written on bare connections, since neither runtime's HTTP
 * server bounds how many there are, how fast they send and how much of them it keeps.
 * @throws {SyncError} `CONFIG`: the address cannot be had.
 */
export async function listen(place: Place, options: HttpServerOptions): Promise<Door> {
  const { routesTo } = options;
  const offered = (routes: readonly Route[]) =>
    routes.filter((route) => route.isPublic || !options.isPublic);
  const routes = offered(options.routes);
  let isRefusing = false;
  const open = new Set<Open>();
  const mostWaiting = options.isPublic ? strangersWaiting : maxConnections;
  const lanes = createBodyLanes(() => performance.now(), mostWaiting);
  const refusals = createRefusals(() => performance.now());
  const pressure = createMemoryPressure({
    collect: options.collectGarbage ?? (() => {}),
    elapsed: () => performance.now(),
  });
  const acceptor = createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    (socket) => {
      makeRoom(open);
      pressure.add(connectionBytes);
      const connection: Open = {
        socket,
        phase: "reading",
        over: answerConnection(socket, {
          routesTo: (target) =>
            routesTo === undefined ? routes : [...routes, ...offered(routesTo(target))],
          isKeeping: !options.isPublic,
          isRefusing: () => isRefusing,
          lanes,
          refusals,
          onBytes: pressure.add,
          onPhase(phase) {
            connection.phase = phase;
            // Who is over and not closed has just been answered: last in the row of those who are let go.
            if (phase === "over" && open.delete(connection)) open.add(connection);
          },
        }),
      };
      open.add(connection);
      void connection.over.then(() => open.delete(connection));
    },
  );
  await begin(acceptor, place);
  return {
    url: place.kind === "tcp" ? urlOf(acceptor, place.host) : null,
    refuse: (refuses) => void (isRefusing = refuses),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => acceptor.close(() => resolve()));
      const answering = [...open].filter(({ phase }) => phase === "answering");
      await within(lastAnswersMs, Promise.all(answering.map(({ over }) => over)));
      const left = [...open];
      for (const { socket } of left) socket.destroy();
      await Promise.all(left.map(({ over }) => within(lastAnswersMs, over)));
      pressure[Symbol.dispose]();
      await closed;
    },
  };
}

function makeRoom(open: Set<Open>): void {
  if (open.size < maxConnections) return;
  for (const phase of ["over", "reading", "answering"]) {
    for (const connection of open) {
      if (connection.phase !== phase) continue;
      open.delete(connection);
      return void connection.socket.destroy();
    }
  }
}

async function begin(acceptor: Server, place: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    acceptor.once("error", (cause) => reject(cannotListen(place, cause)));
    const done = () => resolve();
    if (place.kind === "socket") acceptor.listen(place.path, done);
    else if (place.kind === "tcp") acceptor.listen(place.port, place.host, done);
    else acceptor.listen({ fd: place.fd }, done);
  });
  // Who held it after this process was killed would be taken for a daemon that says nothing.
  if (place.kind === "socket") keepFromChildren(descriptorOf(acceptor));
  // One connection that could not be taken, for want of descriptors perhaps; the next may be.
  acceptor.on("error", () => {});
}

function descriptorOf(acceptor: Server): number {
  return (acceptor as Server & { readonly _handle?: { readonly fd: number } })._handle?.fd ?? -1;
}

function cannotListen(place: Place, cause: Error): SyncError {
  const where = place.kind === "socket"
    ? place.path
    : place.kind === "tcp"
    ? `${place.host}:${place.port}`
    : `inherited descriptor ${place.fd}`;
  return new SyncError("CONFIG", `Cannot listen on ${where}: ${cause.message}`, {
    cause,
    hint: "Name another address with --listen, or another path with --socket.",
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise((resolve) => timer = setTimeout(resolve, ms));
  await Promise.race([work, over]);
  clearTimeout(timer);
}
