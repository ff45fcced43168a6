import { secondAt } from "@/domain/instant.ts";
import type { Instant } from "@/domain/task.ts";

/** What Vikunja's answers and requests have for «no date». */
export const zeroDate = "0001-01-01T00:00:00Z";

/**
 * A date of an answer in whole seconds, UTC; `null` for the zero date and for what is none.
 * Answers to writes echo offset and fraction as sent, and the server then cuts them.
 */
export function instantOf(value: unknown): Instant | null {
  if (typeof value !== "string" || value === zeroDate) return null;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) return null;
  const at = isNormal.test(value) ? value : secondAt(ms);
  return at === zeroDate ? null : at;
}

/** In the form that is asked for; the last days of months may be none of theirs. */
const isNormal = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):\d\d:\d\dZ$/;
