import { notTold } from "@/adapters/notify/failure.ts";
import type { Notifier } from "@/ports/notifier.ts";

const timeoutMs = 15_000;

/**
 * A topic of an ntfy server, `https://ntfy.sh/my-topic`. As JSON to its root: a title in a header could
 * not have an umlaut in it.
 */
export function ntfyNotifier(address: string, token: () => Promise<string | null>): Notifier {
  const url = new URL(address);
  const at = url.pathname.lastIndexOf("/");
  const topic = decodeURIComponent(url.pathname.slice(at + 1));
  const root = `${url.origin}${url.pathname.slice(0, at + 1)}`;
  return {
    async tell({ title, body, isUrgent }, signal) {
      if (topic === "") throw notTold("ntfy", `${address} names no topic`);
      const secret = await token();
      const message = { topic, title, message: body, priority: isUrgent ? 4 : 3 };
      const headers = secret === null ? {} : { authorization: `Bearer ${secret}` };
      await post(root, { ...{ body: message, headers, who: "ntfy", signal } });
    },
  };
}

/** Any address that takes `{"title", "notices": […]}`. */
export function webhookNotifier(address: string): Notifier {
  return {
    tell: ({ title, notices }, signal) =>
      post(address, { ...{ body: { title, notices }, headers: {}, who: "the webhook", signal } }),
  };
}

interface Post {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly who: string;
  readonly signal: AbortSignal;
}

async function post(address: string, { body, headers, who, signal }: Post): Promise<void> {
  const response = await send(address, { body, headers, who, signal });
  await response.body?.cancel();
  if (!response.ok) throw notTold(who, `it answered ${response.status}`);
}

async function send(address: string, { body, headers, who, signal }: Post): Promise<Response> {
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw notTold(who, withoutAddress(cause, address));
  }
}

/** An address of this kind is often a secret, and may not come into a log. */
function withoutAddress(cause: unknown, address: string): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replaceAll(new URL(address).href, "…").replaceAll(address, "…");
}
