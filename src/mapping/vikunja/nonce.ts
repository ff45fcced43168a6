import { secondAt } from "@/domain/instant.ts";
import { sha1 } from "@noble/hashes/legacy.js";
import type { Instant } from "@/domain/task.ts";

const first = Date.parse("1900-01-01T00:00:00Z") / 1000;
const after = 0;

/** An instant of 1900–1969 for a key, always the same: nothing was ever done in Vikunja then. */
export function nonceInstant(key: string): Instant {
  const hash = sha1(new TextEncoder().encode(key));
  const number = new DataView(hash.buffer, hash.byteOffset).getUint32(0);
  const seconds = first + number % (after - first);
  return secondAt(seconds * 1000);
}

/** Whether a `done_at` is one of ours, or anyway no time at which anything was done. */
export function isNonce(at: Instant): boolean {
  const seconds = Date.parse(at) / 1000;
  return seconds >= first && seconds < after;
}
