import { createAccount } from "@/adapters/vikunja/account_questions.ts";
import { connectServer } from "@/adapters/vikunja/client/connection.ts";
import type { OpenAccount } from "@/ports/account.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Exchange, RawRequest, Transport } from "@/ports/transport.ts";
import { createServer } from "@/sandbox/create_server.ts";
import { everyPermission } from "@/sandbox/rules/permissions.ts";
import { createStore } from "@/sandbox/store/store.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import type { Delivery } from "@/sandbox/webhooks/delivery.ts";

/** A sandbox in this process, without a way to it but this one; everything is answered at once. */
export interface SandboxAccount {
  readonly url: string;
  readonly open: OpenAccount;
  /** Of the program, with every permission. */
  readonly token: string;
  /** A token with every permission but those, `group: action`. */
  tokenWithout(...missing: readonly string[]): string;
  /** As the person whose account it is. */
  /** `Body`: what the caller knows of the answer. */
  call<Body = unknown>(method: string, path: string, body?: unknown): Answered<Body>;
  /** The server's clock against this machine's. */
  readonly clock: { aheadMs: number };
  isDown: boolean;
  /** Takes the deliveries of webhooks. */
  receive: (delivery: Delivery) => Promise<boolean>;
}

interface WithToken {
  readonly token: string;
}

interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

export function sandboxAccount(runtime: Runtime, as: SandboxVersion = "2.5"): SandboxAccount {
  const url = "https://v.example";
  const clock = { aheadMs: 0 };
  const server = createServer({
    runtime: { ...runtime, now: () => new Date(runtime.now().getTime() + clock.aheadMs) },
    store: createStore(),
    as,
    seed: "empty",
    rateLimit: {},
    publicUrl: () => url,
    webhooks: {
      send: (delivery) => world.receive(delivery),
      disorder: false,
      retryMs: 100,
      allowNonRoutable: true,
    },
  });

  function send({ method, path, headers, body }: RawRequest): Exchange {
    if (world.isDown) {
      const failure = { sent: false, isFinal: false, code: "ECONNREFUSED", message: "refused" };
      return { kind: "unanswered", failure: { ...failure, cause: null } };
    }
    const request = { method, path, headers, body: body ?? "", address: "192.0.2.1" };
    const answer = server.answer(request);
    const { status, headers: told, body: text } = answer;
    return { kind: "answered", answer: { status, headers: told, text, connection: "kept" } };
  }

  const transport: Transport = { send: (request) => Promise.resolve(send(request)), close() {} };
  let session = "";

  const world: SandboxAccount = {
    url,
    token: server.account.token,
    open: (at, token) =>
      createAccount(connectServer({ url: at, runtime, transport, token, onRequest: () => {} })),
    tokenWithout(...missing) {
      const permissions = Object.fromEntries(
        Object.entries(everyPermission({ as })).map(([group, actions]) => [
          group,
          actions.filter((action) => !missing.includes(`${group}: ${action}`)),
        ]),
      );
      const body = { title: "limited", permissions, expires_at: "2099-12-31T00:00:00Z" };
      return world.call<WithToken>("PUT", "/api/v1/tokens", body).body.token;
    },
    call(method, path, body) {
      if (session === "") {
        const { username, password } = server.account;
        session = "-";
        session = world.call<WithToken>("POST", "/api/v1/login", { username, password }).body.token;
      }
      const headers: Record<string, string> = session === "-"
        ? {}
        : { authorization: `Bearer ${session}` };
      const text = body === undefined ? "" : JSON.stringify(body);
      const answer = server.answer({ method, path, headers, body: text, address: "192.0.2.2" });
      return {
        status: answer.status,
        body: answer.body === "" ? null : JSON.parse(answer.body),
      };
    },
    clock,
    isDown: false,
    receive: () => Promise.resolve(true),
  };
  return world;
}
