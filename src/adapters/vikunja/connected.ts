import { SyncError } from "@/domain/errors.ts";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { createApi } from "@/adapters/vikunja/api_calls.ts";
import type { Client } from "@/adapters/vikunja/client/client.ts";
import { isServerAway, isStatus } from "@/adapters/vikunja/client/errors.ts";
import { readServerFacts, type ServerFacts } from "@/adapters/vikunja/info.ts";

/** The calls of the server as it is now: what kind it is may change while this process runs. */
interface Connected {
  /** @throws {SyncError} as `readServerFacts`. */
  api(): Promise<Api>;
  /**
   * The read; once more where the first answers do not fit what an earlier process heard of the server, which then
   * was asked anew.
   */
  reading<T>(read: () => Promise<T>): Promise<T>;
}

/** A server may be made newer or older between two requests, without a failure that shows it. */
const maxAgeMs = 5 * 60_000;

/**
 * It is asked at first contact, unless another process did so a short while ago, after every failure to reach it, whenever an answer does not fit what it was,
 * and now and then. `found`: what it said, each time, and whether that was now.
 */
export function createConnected(deps: {
  readonly client: Client;
  readonly now: () => Date;
  /** Whether tasks are to be answered with the buckets that they are in. */
  readonly asksBoards: boolean;
  readonly found: (server: ServerFacts, isSaidNow: boolean) => void;
  /** What an earlier process heard a short while ago; `null`: nothing. */
  readonly remembered: () => ServerFacts | null;
}): Connected {
  let asked: { readonly at: Date; readonly api: Promise<Api> } | null = null;

  const watched: Client = {
    ...deps.client,
    async call(call, signal) {
      const before = asked;
      try {
        return await deps.client.call(call, signal);
      } catch (error) {
        if (saysAnotherServer(error) && asked === before) asked = null;
        throw error;
      }
    },
  };

  let isFirst = true;
  /** All that is known of the server is what an earlier process heard. */
  let isHearsay = false;

  function remembered(): ServerFacts | null {
    const server = isFirst ? deps.remembered() : null;
    isFirst = false;
    isHearsay = server !== null;
    if (server !== null) deps.client.judgeBy(server.kind);
    return server;
  }

  async function ask(): Promise<Api> {
    const heard = remembered();
    const server = heard ?? await readServerFacts(deps.client, new AbortController().signal);
    deps.found(server, heard === null);
    const calls = createApi(watched, server, deps);
    return server.concurrentWrites === false ? calls : inShortTransactions(calls);
  }

  return {
    async reading(read) {
      try {
        return await read();
      } catch (error) {
        if (!isHearsay || asked !== null || !saysAnotherServer(error)) throw error;
        return await read();
      }
    },
    api() {
      if (asked !== null && isYounger(asked.at, deps.now(), maxAgeMs)) return asked.api;
      const api = ask().catch((error) => {
        if (asked?.api === api) asked = null;
        throw error;
      });
      asked = { at: deps.now(), api };
      return api;
    },
  };
}

/** Others see what a transaction wrote only when it is over, and may look for it only so far back. */
function inShortTransactions(api: Api): Api {
  return {
    ...api,
    maxCreates: Math.min(api.maxCreates, mostTogether),
    maxChanges: Math.min(api.maxChanges, mostTogether),
  };
}

/** Recorded: with the database 1 ms away a bulk of 50 takes 3 s. */
const mostTogether = 10;

/** It was away, so it may have come back as another; or it answers what the known kind would not. */
function saysAnotherServer(error: unknown): boolean {
  if (!(error instanceof SyncError)) return false;
  const isUnknownRoute = isStatus(error, 404, 405) && error.details["vikunjaCode"] == null;
  return error.code === "SERVER_ANSWER" || isServerAway(error) || isUnknownRoute;
}
