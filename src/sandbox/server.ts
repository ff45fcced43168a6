import { answerRequest } from "./http/api.ts";
import type { Answer } from "./http/call.ts";
import { type Incoming, listen, type Outgoing } from "./http/listener.ts";
import { createOverlap } from "./http/overlap.ts";
import { createRateLimit } from "./http/rate_limit.ts";
import type { Fault, LoggedRequest, Sandbox, SandboxOptions } from "./options.ts";
import { seed } from "./seed.ts";
import { persist } from "./store/persistence.ts";
import { createStore } from "./store/store.ts";
import { createDispatcher } from "./webhooks/dispatcher.ts";
import { createQueue } from "./queue.ts";
import type { World } from "./world.ts";

/** The limits of the server unless its settings say otherwise; logins are not held up here. */
const usualLimits = { enabled: false, limit: 100, periodSeconds: 60, noAuthLimit: 1_000_000 };

/** Starts a server that behaves like Vikunja (2.5.0 unless an older one is asked for); the data is its own. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = createStore();
  const kept = options.dataFile ? persist(store, options.dataFile) : null;
  const now = () => options.now?.().getTime() ?? Date.now();
  const dispatcher = createDispatcher({
    retryMs: options.webhookRetryMs ?? 100,
    timeoutMs: options.webhookTimeoutMs ?? 30_000,
    allowNonRoutable: options.allowNonRoutable ?? true,
    disorder: options.webhookDisorder ?? false,
  });
  const queue = createQueue((work) => transaction(work));
  const world: World = {
    store,
    as: options.as ?? "2.5",
    now,
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

  const account = transaction(() => seed(world, options.seed ?? "empty"));
  const overlap = createOverlap(options.overlap500 ?? false);
  const rateLimit = createRateLimit({ ...usualLimits, ...options.rateLimit }, now);
  let log: LoggedRequest[] = [];
  let publicUrl = options.publicUrl ?? "";

  async function carryOut(request: Incoming): Promise<Answer> {
    const settings = { publicUrl, rateLimit, transaction };
    if (request.method === "GET") return answerRequest(world, request, settings);
    if (!overlap.enter()) return internalError;
    try {
      return answerRequest(world, request, settings);
    } finally {
      await overlap.leave();
    }
  }

  async function handle(request: Incoming): Promise<Outgoing> {
    const { method, path, body } = request;
    const fault: Fault = await options.fault?.({ method, path, body }) ?? null;
    const note = (status: number) => log.push({ method, path, status });
    if (fault === "cut-before") {
      note(0);
      return null;
    }
    const answer = fault !== null && typeof fault === "object"
      ? fault
      : await carryOut(request).catch(unexpected);
    if (fault === "cut-after-commit") {
      note(0);
      return null;
    }
    note(answer.status);
    return outgoing(answer, now());
  }

  const address = { hostname: options.hostname ?? "127.0.0.1", port: options.port ?? 0 };
  const listener = await listen(address, handle);
  const url = `http://${address.hostname}:${listener.port}`;
  if (publicUrl === "") publicUrl = url;

  const close = async () => {
    await listener.stop();
    queue.flush();
    await dispatcher.close();
    kept?.[Symbol.dispose]();
  };
  let closed: Promise<void> | null = null;
  const sandbox: Sandbox = {
    url,
    ...account,
    get requests() {
      return log.length;
    },
    get log() {
      return log;
    },
    resetLog() {
      log = [];
    },
    settle: queue.flush,
    stopAccepting: () => listener.stop(),
    restart: () => listener.start(),
    close: () => closed ??= close(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
  return sandbox;
}

const internalError: Answer = { status: 500, body: { message: "Internal Server Error" } };

function unexpected(error: unknown): Answer {
  console.error("sandbox:", error);
  return internalError;
}

function outgoing({ status, body, headers }: Answer, nowMs: number): Outgoing {
  const text = body === undefined ? "" : JSON.stringify(body);
  return {
    status,
    headers: {
      ...(text === "" ? {} : { "content-type": "application/json" }),
      ...(status === 204 || status === 304 ? {} : { "content-length": String(byteLength(text)) }),
      date: new Date(nowMs).toUTCString(),
      ...headers,
    },
    body: text,
  };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
