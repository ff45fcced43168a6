import { SyncError } from "@/domain/errors.ts";
import { createLimit, type Limit } from "@/adapters/vikunja/client/limit.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { RawRequest, Transport } from "@/ports/transport.ts";

/** What several lists of this process send to the same servers: none fills a server alone. */
export interface SharedServers {
  /** Writes of that list to the server: those of all of its lists share one window. */
  writes(url: string, list: string): Limit;
  /** The same way there, on which the reads of all lists together are bounded. */
  bounded(transport: Transport, url: string, list: string): Transport;
  /** The same to a sync server, on which all requests are: one of them is a version, which no other may overtake. */
  boundedSync(transport: Transport, url: string, list: string): Transport;
}

/** Reads of all lists of one server at a time; beside those that take long, some more. */
const mostReads = 24;
/** Taskwarrior's sync server keeps its versions in SQLite, and answers 500 where too many ask for them at once. */
const mostSyncs = 2;

interface Server {
  readonly writes: Limit;
  readonly reads: Limit;
  /** As it was last asked for. */
  most: number | null;
}

export function createSharedServers(runtime: Pick<Runtime, "after">): SharedServers {
  const servers = new Map<string, Server>();
  const syncs = new Map<string, Limit>();

  function serverOf(url: string): Server {
    const { origin } = new URL(url);
    const known = servers.get(origin);
    if (known !== undefined) return known;
    const server = {
      writes: createLimit(1, runtime),
      reads: createLimit(mostReads, runtime),
      most: null,
    };
    servers.set(origin, server);
    return server;
  }

  return {
    writes(url, list) {
      const server = serverOf(url);
      const { writes } = server;
      return {
        ...writes,
        run: (work, kind = "") => writes.run(work, `${list}\n${kind}`),
        // Each list finds out what the server takes; what was learned of it is not lost by that.
        reset(from, most) {
          if (server.most === most) return;
          server.most = most;
          writes.reset(from, most);
        },
      };
    },
    bounded: (transport, url, list) =>
      // What writes has a window of its own, and what it replaces may not grow old here.
      within(serverOf(url).reads, transport, { list, isBounded: ({ method }) => method === "GET" }),
    boundedSync(transport, url, list) {
      const { origin } = new URL(url);
      const limit = syncs.get(origin) ?? createLimit(mostSyncs, runtime);
      syncs.set(origin, limit);
      return within(limit, transport, { list, isBounded: () => true });
    },
  };
}

function within(
  limit: Limit,
  transport: Transport,
  { list, isBounded }: {
    readonly list: string;
    readonly isBounded: (request: RawRequest) => boolean;
  },
): Transport {
  return {
    async send(request) {
      if (!isBounded(request)) return await transport.send(request);
      return await untilAborted(
        request.signal,
        limit.run(async ({ asks }) => {
          using _asked = asks();
          return await transport.send(request);
        }, list),
      );
    },
    close: () => transport.close(),
  };
}

/** Whoever has given up does not wait for a turn. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () =>
    aborted.reject(
      new SyncError("ABORTED", "The request was given up: stopped from outside", {
        retryable: true,
      }),
    );
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
