import type { Instant } from "@/domain/task.ts";

/** What Vikunja's answers and requests have for «no date». */
export const zeroDate = "0001-01-01T00:00:00Z";

/**
 * A date of an answer in whole seconds, UTC; `null` for the zero date and for what is none.
 * Answers to writes echo offset and fraction as sent, and the server then cuts them.
 */
export function instantOf(value: unknown): Instant | null {
  if (typeof value !== "string") return null;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) return null;
  const at = wholeSecond(ms);
  return at === zeroDate ? null : at;
}

function wholeSecond(ms: number): Instant {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
