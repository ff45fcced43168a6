import type { RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";

/** The task with the stamp that a change at that time leaves. */
export function stamped<T extends RawObject>(raw: T, at: ServerTime): T {
  const before = Date.parse(String(raw["updated"]));
  return at === null || at <= before ? raw : { ...raw, updated: new Date(at).toISOString() };
}
