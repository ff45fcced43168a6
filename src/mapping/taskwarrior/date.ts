import type { Instant } from "@/domain/task.ts";

/**
 * Recorded: 3.5.0 accepts what is outside and can never export again; 2.6.2 crashes. The end was found by
 * trying, in three time zones: 9999-12-31T21:59:58Z is the last second that both can hold.
 */
const earliest = "1980-01-01T00:00:00Z";
const tooLate = "9999-12-31T21:59:59Z";

/** Whether Taskwarrior can hold it. */
export function isTaskwarriorDate(at: Instant): boolean {
  return at >= earliest && at < tooLate && toTaskwarriorDate(at) !== null;
}

/** `20260101T120000Z`; `null`: not an instant of whole seconds with a year of four digits. */
export function toTaskwarriorDate(at: Instant): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(at);
  if (match === null || Number.isNaN(Date.parse(at))) return null;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}${month}${day}T${hour}${minute}${second}Z`;
}

/** As an export writes it; `null` for all else (an export has no other form of dates). */
export function fromTaskwarriorDate(value: unknown): Instant | null {
  if (typeof value !== "string") return null;
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return Number.isNaN(Date.parse(at)) ? null : at;
}
