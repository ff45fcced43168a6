import { ownAuthority } from "@tests/support/tls_front.ts";

/** A server as it is reached over a network; the process of the network may be stopped and killed. */
export interface FarServer extends AsyncDisposable {
  readonly url: string;
  /** What signed its certificate; `null`: there is no TLS. */
  readonly caFile: string | null;
  readonly pid: number;
}

interface Network {
  readonly roundTripMs: number;
  readonly tls: boolean;
}

/**
 * Stands in front of a server as a network would: each round trip takes longer, and so does it until a new connection is
 * there. In a process of its own, so that what is timed has its own turns.
 */
export async function farAway(target: string, network: Network): Promise<FarServer> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-network-" });
  const authority = network.tls ? await ownAuthority(folder) : null;
  const tls = authority === null ? [] : [`${folder}/own-server.pem`, `${folder}/own-server.key`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net", "--allow-read", import.meta.filename ?? "", target]
      .concat(
        String(network.roundTripMs),
        tls,
      ),
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: port = "" } = await reader.read();
  return {
    url: `${network.tls ? "https" : "http"}://127.0.0.1:${port.trim()}`,
    caFile: authority?.caFile ?? null,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all([child.status, reader.cancel()]);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

type Pumped = Pick<Deno.Conn, "read" | "write" | "close" | "closeWrite">;

/** Connections of `listener` go on to `connect`, everything half of `roundTripMs` later; the first bytes by a whole one more. */
async function forward(
  listener: AsyncIterable<Deno.Conn>,
  connect: () => Promise<Deno.TcpConn>,
  roundTripMs: number,
): Promise<void> {
  for await (const from of listener) {
    if ("setNoDelay" in from) (from as Deno.TcpConn).setNoDelay();
    void join(from, connect, roundTripMs).catch(() => {});
  }
}

async function join(
  from: Pumped,
  connect: () => Promise<Deno.TcpConn>,
  roundTripMs: number,
): Promise<void> {
  const [to] = await Promise.all([connect(), later(roundTripMs)]);
  to.setNoDelay();
  const ends = await Promise.allSettled([
    pump(from, to, roundTripMs / 2),
    pump(to, from, roundTripMs / 2),
  ]);
  for (const connection of [from, to]) {
    try {
      connection.close();
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
    }
  }
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** What comes is given on that much later, in its order. */
async function pump(from: Pumped, to: Pumped, delayMs: number): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let isBroken = false;
  for (let size: number | null = 0; size !== null && !isBroken;) {
    const piece = new Uint8Array(65_536);
    size = await from.read(piece).catch(() => null);
    const before = last;
    const arrived = size === null ? null : piece.subarray(0, size);
    last = Promise.all([before, delayMs === 0 ? null : later(delayMs)])
      .then(() => arrived === null ? to.closeWrite() : writeAll(to, arrived))
      .catch(() => void (isBroken = true));
    if (delayMs === 0) await last;
  }
  await last;
}

async function writeAll(to: Pumped, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (import.meta.main) {
  const [target = "", roundTripMs = "50", cert, key, listenOn = "0"] = Deno.args;
  const { hostname, port } = new URL(target);
  const toServer = () => Deno.connect({ hostname, port: Number(port) });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(listenOn) });
  console.log(listener.addr.port);
  if (cert === undefined || key === undefined) {
    await forward(listener, toServer, Number(roundTripMs));
  } else {
    const secure = Deno.listenTls({
      hostname: "127.0.0.1",
      port: 0,
      cert: Deno.readTextFileSync(cert),
      key: Deno.readTextFileSync(key),
    });
    void forward(secure, toServer, 0);
    const toSecure = () => Deno.connect({ hostname: "127.0.0.1", port: secure.addr.port });
    await forward(listener, toSecure, Number(roundTripMs));
  }
}
