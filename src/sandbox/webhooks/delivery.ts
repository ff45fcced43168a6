import type { Webhook } from "../store/rows.ts";

export interface DeliverySettings {
  /** The first wait before a repetition; each further one is twice as long. */
  readonly retryMs: number;
  readonly timeoutMs: number;
  /** Whether loopback and private addresses are called. */
  readonly allowNonRoutable: boolean;
}

const tries = 6;

/** Sends until a status below 400 comes, six times at most; then it is lost. Never throws. */
export async function deliver(
  hook: Webhook,
  body: string,
  settings: DeliverySettings,
  signal: AbortSignal,
): Promise<void> {
  if (!settings.allowNonRoutable && isNonRoutable(new URL(hook.targetUrl).hostname)) return;
  const headers = await headersFor(hook, body);
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await pause(jittered(settings.retryMs * 2 ** (attempt - 1)), signal);
    if (signal.aborted) return;
    if (await send(hook.targetUrl, { headers, body }, settings.timeoutMs, signal)) return;
  }
}

async function headersFor(hook: Webhook, body: string): Promise<Record<string, string>> {
  const credentials = `${hook.basicAuthUser}:${hook.basicAuthPassword}`;
  return {
    "user-agent": "Vikunja/v2.5.0",
    "content-type": "application/json",
    ...(hook.secret === "" ? {} : { "x-vikunja-signature": await signature(hook.secret, body) }),
    ...(credentials === ":" ? {} : { authorization: `Basic ${base64(credentials)}` }),
  };
}

/** Redirects are followed with GET, and what comes then counts. */
async function send(
  url: string,
  request: { readonly headers: Record<string, string>; readonly body: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  // A kept connection that closes early would make `fetch` send the request again by itself.
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  try {
    const response = await fetch(url, {
      method: "POST",
      ...request,
      client,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}

async function signature(secret: string, body: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encode(secret), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(body)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isNonRoutable(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^\[f[cd]/.test(hostname) ||
    /^(127|10|0)\./.test(hostname) || /^192\.168\./.test(hostname) ||
    /^169\.254\./.test(hostname) || /^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
