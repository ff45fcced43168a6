/** How the server writes «no date». */
export const zeroDate = "0001-01-01T00:00:00Z";

const zeroSeconds = Date.parse(zeroDate) / 1000;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** As read back: whole seconds, UTC. */
export function readDate(seconds: number | null): string {
  if (seconds === null) return zeroDate;
  let text = readDates.get(seconds);
  if (text === undefined) {
    text = new Date(seconds * 1000).toISOString().slice(0, 19) + "Z";
    if (readDates.size >= mostReadDates) readDates.clear();
    readDates.set(seconds, text);
  }
  return text;
}

/** Lists show the same dates again and again. */
const readDates = new Map<number, string>();
const mostReadDates = 1_000;

/** As read back, of an instant in milliseconds. */
export function readInstant(ms: number): string {
  return readDate(Math.floor(ms / 1000));
}

/** As an answer to a create shows it: with a fraction that later reads do not have. */
export function freshInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}004017Z`;
}

export function isDate(text: string): boolean {
  return rfc3339.test(text) && !Number.isNaN(Date.parse(text));
}

/** Whole seconds of an RFC 3339 text; null for the zero date and for none. */
export function parseDate(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = Math.floor(Date.parse(text) / 1000);
  return seconds === zeroSeconds ? null : seconds;
}

/** A month later by the calendar; 31 January becomes 3 March (2 March in a leap year). */
export function addMonth(seconds: number): number {
  const date = new Date(seconds * 1000);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.getTime() / 1000;
}
