import { answerRequest } from "./http/api.ts";
import type { Answer } from "./http/call.ts";
import { createRateLimit, type RateLimitSettings } from "./http/rate_limit.ts";
import type { Incoming, Outgoing } from "./http/wire.ts";
import { createQueue } from "./queue.ts";
import type { SandboxRuntime } from "./runtime.ts";
import { type ReadyAccount, seed } from "./seed.ts";
import type { Store } from "./store/store.ts";
import type { SandboxVersion } from "./version.ts";
import type { Delivery } from "./webhooks/delivery.ts";
import { createDispatcher } from "./webhooks/dispatcher.ts";
import type { World } from "./world.ts";

export interface ServerOptions {
  readonly runtime: SandboxRuntime;
  /** What is in it stays; else the ready-made account is made. */
  readonly store: Store;
  readonly as: SandboxVersion;
  readonly seed: "demo" | "empty";
  /** Whether it says that writes may overlap, as one on PostgreSQL does. */
  readonly concurrentWrites?: boolean;
  readonly rateLimit: Partial<RateLimitSettings>;
  /** Where clients find it. */
  readonly publicUrl: () => string;
  readonly webhooks: {
    /** Whether it was taken: a status below 400 came in time. Never rejects. */
    readonly send: (delivery: Delivery, signal: AbortSignal) => Promise<boolean>;
    readonly disorder: boolean;
    readonly retryMs: number;
    readonly allowNonRoutable: boolean;
  };
}

/** The whole server, without a way to reach it. */
export interface SandboxServer {
  readonly account: ReadyAccount;
  /** All of it is done, or nothing, before this returns. */
  answer(request: Incoming): Outgoing;
  /** Does at once what it would do a moment after its answers. */
  settle(): void;
  /** Stops repeating deliveries and waits for those under way. */
  close(): Promise<void>;
}

/** The limits of the server unless its settings say otherwise; logins are not held up here. */
const usualLimits = { enabled: false, limit: 100, periodSeconds: 60, noAuthLimit: 1_000_000 };

/** A server that behaves like Vikunja; it does nothing but what its `runtime` and its requests make it do. */
export function createServer(options: ServerOptions): SandboxServer {
  const { runtime, store, as } = options;
  const now = () => runtime.now().getTime();
  const dispatcher = createDispatcher({ runtime, ...options.webhooks });
  const queue = createQueue((work) => transaction(work), runtime);
  const world: World = {
    store,
    as,
    concurrentWrites: options.concurrentWrites ?? false,
    now,
    uuid: runtime.uuid,
    emit: (happening) => dispatcher.collect(world, happening),
    later: queue.add,
  };

  /** Background work and deliveries belong to a change: they go with it when it is taken back. */
  function transaction<T>(work: () => T): T {
    try {
      const result = store.transaction(work);
      dispatcher.release(world);
      queue.release();
      return result;
    } catch (error) {
      dispatcher.discard();
      queue.discard();
      throw error;
    }
  }

  const account = transaction(() => seed(world, options.seed));
  const rateLimit = createRateLimit({ ...usualLimits, ...options.rateLimit }, now);
  return {
    account,
    answer(request) {
      const settings = { publicUrl: options.publicUrl(), rateLimit, transaction };
      return outgoing(answerRequest(world, request, settings), now());
    },
    settle: queue.flush,
    async close() {
      queue.flush();
      await dispatcher.close();
    },
  };
}

/** As the server sends it. */
export function outgoing({ status, body, headers }: Answer, nowMs: number): Outgoing {
  const text = body === undefined ? "" : JSON.stringify(body);
  return {
    status,
    headers: {
      ...(text === "" ? {} : { "content-type": "application/json" }),
      date: new Date(nowMs).toUTCString(),
      ...headers,
    },
    body: text,
  };
}
