import { fetchAlone } from "@system/fetch_alone.ts";
import type { Delivery } from "../webhooks/delivery.ts";

/** Sends by HTTP, signed. Redirects are followed with GET, and what comes then counts. */
export async function sendByHttp(
  { url, secret, headers, body }: Delivery,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const signed = secret === ""
    ? headers
    : { ...headers, "x-vikunja-signature": await signature(secret, body) };
  try {
    const status = await fetchAlone(url, {
      method: "POST",
      headers: signed,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return status < 400;
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
