import type { SandboxRuntime } from "../runtime.ts";
import type { Webhook } from "../store/rows.ts";

/** One try to tell a hook. */
export interface Delivery {
  readonly url: string;
  /** To sign the body with; empty: it is not signed. */
  readonly secret: string;
  /** All but the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DeliverySettings {
  readonly runtime: SandboxRuntime;
  /** Whether it was taken: a status below 400 came in time. Never rejects. */
  readonly send: (delivery: Delivery, signal: AbortSignal) => Promise<boolean>;
  /** The first wait before a repetition; each further one is twice as long. */
  readonly retryMs: number;
  /** Whether loopback and private addresses are called. */
  readonly allowNonRoutable: boolean;
}

const tries = 6;

/** Sends until it is taken, six times at most; then it is lost. Never throws. */
export async function deliver(
  hook: Webhook,
  body: string,
  { runtime, send, retryMs, allowNonRoutable }: DeliverySettings,
  signal: AbortSignal,
): Promise<void> {
  if (!allowNonRoutable && isNonRoutable(new URL(hook.targetUrl).hostname)) return;
  const { targetUrl: url, secret } = hook;
  const delivery = { url, secret, headers: headersFor(hook), body };
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await pause(runtime, jittered(runtime, retryMs * 2 ** (attempt - 1)), signal);
    if (signal.aborted) return;
    if (await send(delivery, signal)) return;
  }
}

function headersFor(hook: Webhook): Record<string, string> {
  const credentials = `${hook.basicAuthUser}:${hook.basicAuthPassword}`;
  return {
    "user-agent": "Vikunja/v2.5.0",
    "content-type": "application/json",
    ...(credentials === ":" ? {} : { authorization: `Basic ${base64(credentials)}` }),
  };
}

function isNonRoutable(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^\[f[cd]/.test(hostname) ||
    /^(127|10|0)\./.test(hostname) || /^192\.168\./.test(hostname) ||
    /^169\.254\./.test(hostname) || /^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function jittered({ random }: Pick<SandboxRuntime, "random">, ms: number): number {
  return ms * (0.5 + random());
}

function pause(
  { after }: Pick<SandboxRuntime, "after">,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = after(ms, done);
    function done(): void {
      timer[Symbol.dispose]();
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
