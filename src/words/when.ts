const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** An instant as people here say it: relative where it is less than a day away, else by their clock. */
export function when(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const awayMs = at.getTime() - now.getTime();
  const distance = Math.abs(awayMs);
  if (distance < 5 * secondMs) return awayMs > 0 ? "in a moment" : "just now";
  if (distance >= dayMs) return clockTime(at, now);
  return awayMs > 0 ? `in ${span(distance)}` : `${span(distance)} ago`;
}

/** `40 s`, `3 min`, `5 h`, `2 days`. */
export function span(ms: number): string {
  if (ms < minuteMs) return `${Math.max(1, Math.floor(ms / secondMs))} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`;
  return `${Math.floor(ms / dayMs)} days`;
}

/** A date that somebody has set: without the time where that is midnight here, without the year where it is this one. */
export function day(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
  return isMidnight ? dateOf(at, now) : clockTime(at, now);
}

/** For lists in the order of time: always as wide. */
export function stamp(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const isToday = dateOf(at, now) === dateOf(now, now);
  return isToday ? `       ${time}` : `${dateOf(at, at).padStart(6)} ${time}`;
}

/** `2026-11-20`, the day that an instant is here. */
export function dayHere(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function clockTime(at: Date, now: Date): string {
  return `${dateOf(at, now)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function dateOf(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${months[at.getMonth()]}${year}`;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
