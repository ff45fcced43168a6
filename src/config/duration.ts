const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Ten years: nobody waits longer, and no clock fails at it. */
const longestMs = 3_653 * 86_400_000;

/** What a person is told who gave something else. */
export const durationForm = "a duration like 30s, 30m, 12h or 7d, at most 3653d";

/**
 * `30s`, `30m`, `12h`, `7d`, or plain seconds, in milliseconds; `null` where the text is none of these, or more than
 * ten years.
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,12}(?:\.\d{1,3})?)([smhd]?)$/.exec(text.trim());
  if (match === null) return null;
  const ms = Number(match[1]) * (unitMs[match[2] ?? ""] ?? 1_000);
  return ms > longestMs ? null : Math.round(ms);
}
