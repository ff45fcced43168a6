/** ISO 8601, UTC, whole seconds: `2026-11-21T05:00:00Z`. */
export type Instant = string;

/** As people write one, with its zone; a date alone is its beginning, UTC. `null`: it is none. */
export function readInstant(text: string): Instant | null {
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/
    .test(text);
  const ms = isDate && isDay(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) return null;
  return secondAt(ms);
}

/**
 * Moments (ms since 1970) with their milliseconds. Keeps the last one: many claims and commits come in one millisecond,
 * and to write its date is a sixth of what one costs.
 */
export function instantWriter(): (ms: number) => string {
  let last = 0;
  let text = new Date(last).toISOString();
  return (ms) => {
    if (ms !== last) text = new Date(ms).toISOString();
    last = ms;
    return text;
  };
}

/** The second that this moment (ms since 1970) is in. @throws {RangeError} where there is none. */
export function secondAt(ms: number): Instant {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** Whether a text begins with a day that there is: `Date` takes 30 February for 2 March. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text)?.map(Number) ?? [];
  const date = new Date(Date.UTC(year ?? NaN, (month ?? NaN) - 1, day));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}
