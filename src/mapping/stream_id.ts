import { sha1 } from "@noble/hashes/legacy.js";
import type { Instant } from "@/domain/task.ts";

/** UUID v5 of `https://vikunja.io/vikunja-sync` in the URL namespace; never to be changed. */
export const streamNamespace = "3460409e-0907-5aa5-a7db-43ff8dc93d8f";

/**
 * The stream, and so the Taskwarrior UUID, of a task born in Vikunja. `server`: the normalised URL
 * (no `/` at the end). `dueAt`: only for the further dates of a repeating task.
 */
export function streamIdForVikunja(
  server: string,
  vikunjaId: number,
  dueAt: Instant | null = null,
): string {
  const name = [server, vikunjaId, ...(dueAt === null ? [] : [dueAt])].join("\n");
  return uuidV5(streamNamespace, name);
}

/** RFC 9562, section 5.5. */
export function uuidV5(namespace: string, name: string): string {
  const prefix = namespace.replaceAll("-", "").match(/../g) ?? [];
  const bytes = [
    ...prefix.map((hex) => Number.parseInt(hex, 16)),
    ...new TextEncoder().encode(name),
  ];
  const hash = sha1(new Uint8Array(bytes)).slice(0, 16);
  hash[6] = (hash[6] ?? 0) & 0x0f | 0x50;
  hash[8] = (hash[8] ?? 0) & 0x3f | 0x80;
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
