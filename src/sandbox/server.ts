import { createServer, outgoing } from "./create_server.ts";
import type { Answer } from "./http/call.ts";
import type { Incoming, Outgoing } from "./http/wire.ts";
import type { Fault, LoggedRequest, Sandbox, SandboxOptions } from "./options.ts";
import { createStore } from "./store/store.ts";
import { listen } from "./system/listener.ts";
import { createOverlap } from "./system/overlap.ts";
import { persist } from "./system/persistence.ts";
import { machine } from "./system/runtime.ts";
import { sendByHttp } from "./system/sender.ts";

const webhookTimeoutMs = 30_000;

/** Starts a server that behaves like Vikunja (2.5.0 unless an older one is asked for); the data is its own. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = createStore();
  const kept = options.dataFile ? persist(store, options.dataFile) : null;
  const runtime = { ...machine, now: options.now ?? machine.now };
  let publicUrl = options.publicUrl ?? "";
  const server = createServer({
    runtime,
    store,
    as: options.as ?? "2.5",
    seed: options.seed ?? "empty",
    rateLimit: options.rateLimit ?? {},
    publicUrl: () => publicUrl,
    webhooks: {
      send: (delivery, signal) =>
        sendByHttp(delivery, options.webhookTimeoutMs ?? webhookTimeoutMs, signal),
      disorder: options.webhookDisorder ?? false,
      retryMs: options.webhookRetryMs ?? 100,
      allowNonRoutable: options.allowNonRoutable ?? true,
    },
  });
  const overlap = createOverlap(options.overlap500 ?? false, runtime);
  let log: LoggedRequest[] = [];
  const send = (answer: Answer) => outgoing(answer, runtime.now().getTime());

  async function carryOut(request: Incoming): Promise<Outgoing> {
    if (request.method === "GET") return server.answer(request);
    if (!overlap.enter()) return send(internalError);
    try {
      return server.answer(request);
    } finally {
      await overlap.leave();
    }
  }

  async function handle(request: Incoming): Promise<Outgoing | null> {
    if (!request.path.startsWith("/api/")) {
      const { answerPage, isOfPage } = await import("./page/page.ts");
      const { answer, account: { token } } = server;
      if (isOfPage(request)) return answerPage(request, { answer, token });
    }
    const { method, path, body } = request;
    const fault: Fault = await options.fault?.({ method, path, body }) ?? null;
    const note = (status: number) => log.push({ method, path, status });
    if (fault === "cut-before") {
      note(0);
      return null;
    }
    const answer = fault !== null && typeof fault === "object"
      ? send(fault)
      : await carryOut(request).catch((error) => send(unexpected(error)));
    if (fault === "cut-after-commit") {
      note(0);
      return null;
    }
    note(answer.status);
    return answer;
  }

  const address = { hostname: options.hostname ?? "127.0.0.1", port: options.port ?? 0 };
  const close = async () => {
    await server.close();
    kept?.[Symbol.dispose]();
  };
  const listener = await listen(address, handle).catch(async (error) => {
    await close();
    throw error;
  });
  const url = `http://${address.hostname}:${listener.port}`;
  if (publicUrl === "") publicUrl = url;

  let closed: Promise<void> | null = null;
  const sandbox: Sandbox = {
    url,
    ...server.account,
    get requests() {
      return log.length;
    },
    get log() {
      return log;
    },
    resetLog() {
      log = [];
    },
    settle: server.settle,
    stopAccepting: () => listener.stop(),
    restart: () => listener.start(),
    close: () => closed ??= listener.stop().then(close),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
  return sandbox;
}

const internalError: Answer = { status: 500, body: { message: "Internal Server Error" } };

function unexpected(error: unknown): Answer {
  console.error("sandbox:", error);
  return internalError;
}
