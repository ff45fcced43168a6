import { notTold } from "@/adapters/notify/failure.ts";
import { trustIn } from "@system/trust.ts";
import type { Notifier } from "@/ports/notifier.ts";

const timeoutMs = 15_000;

/**
 * A topic of an ntfy server, `https://ntfy.sh/my-topic`. As JSON to its root: a title in a header could
 * not have an umlaut in it.
 */
export function ntfyNotifier(address: string, { token, ...deps }: NtfyDeps): Notifier {
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
      await post(root, { body: message, headers, who: "ntfy", signal, ...deps });
    },
  };
}

/** Any address that takes `{"title", "notices": […]}`. */
export function webhookNotifier(address: string, deps: PostDeps): Notifier {
  return {
    tell: ({ title, notices }, signal) =>
      post(address, { body: { title, notices }, headers: {}, who: "the webhook", signal, ...deps }),
  };
}

interface PostDeps {
  /** Certificates (PEM) of authorities to trust besides the usual ones; `null`: none. */
  readonly authorities: () => Promise<string | null>;
}

interface NtfyDeps extends PostDeps {
  readonly token: () => Promise<string | null>;
}

interface Post extends PostDeps {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly who: string;
  readonly signal: AbortSignal;
}

async function post(address: string, message: Post): Promise<void> {
  const { status, ok } = await send(address, message);
  if (ok) return;
  const isMoved = status >= 300 && status < 400;
  const why = isMoved ? `${status}, another address, to which nothing was sent` : String(status);
  throw notTold(message.who, `it answered ${why}`);
}

async function send(
  address: string,
  { body, headers, who, signal, authorities }: Post,
): Promise<{ readonly status: number; readonly ok: boolean }> {
  const trusted = address.startsWith("https:") ? await authorities() : null;
  using trust = trusted === null ? null : trustIn(trusted);
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      // The text goes to nobody but who was named; and a POST that is sent on becomes a GET.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...trust?.options,
    });
    await response.body?.cancel();
    return response;
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
