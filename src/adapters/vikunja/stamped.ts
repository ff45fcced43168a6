import type { RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";
import type { Answer } from "@/adapters/vikunja/client/client.ts";

/** The task with the stamp that a change at that time leaves. */
export function stamped<T extends RawObject>(raw: T, at: ServerTime): T {
  const before = Date.parse(String(raw["updated"]));
  return at === null || at <= before ? raw : { ...raw, updated: new Date(at).toISOString() };
}

/**
 * The stamp that the change behind this answer left, to a second: its `Date`, or as much before as the answer took
 * whole seconds. A server with much to do answers long after it has stamped, and a stamp that it then never shows
 * would look as if a backup had been put back.
 */
export function stampOf({ serverMs, tookMs }: Pick<Answer, "serverMs" | "tookMs">): ServerTime {
  return serverMs === null ? null : serverMs - Math.floor(tookMs / 1_000) * 1_000;
}
