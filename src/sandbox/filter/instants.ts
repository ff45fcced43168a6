/** Seconds since 1970 of a date in a filter, or null when it is none. */
export function filterInstant(text: string, nowMs: number, timeZone: string): number | null {
  if (/^\d{9,}$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return midnight(text, timeZone);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? null : ms / 1000;
  }
  return text.startsWith("now") ? relative(text.slice(3), nowMs, timeZone) : null;
}

/** To ask the system takes longer than all the rest of a small list. */
const knownZones = new Set(["GMT"]);

export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** `now-1h`, `now+2d/d`: sums, and rounding down to a unit. */
function relative(rest: string, nowMs: number, timeZone: string): number | null {
  let seconds = Math.floor(nowMs / 1000);
  let open = rest;
  while (open !== "") {
    const match = /^(?:([+-])(\d+)([smhdwMy])|\/([smhdwMy]))/.exec(open);
    if (match === null) return null;
    const [all, sign, amount, unit, roundTo] = match;
    seconds = roundTo === undefined
      ? add(seconds, Number(`${sign}${amount}`), unit ?? "s")
      : round(seconds, roundTo, timeZone);
    open = open.slice(all.length);
  }
  return seconds;
}

function add(seconds: number, amount: number, unit: string): number {
  const size = units[unit];
  if (size !== undefined) return seconds + amount * size;
  const date = new Date(seconds * 1000);
  if (unit === "M") date.setUTCMonth(date.getUTCMonth() + amount);
  else date.setUTCFullYear(date.getUTCFullYear() + amount);
  return date.getTime() / 1000;
}

function round(seconds: number, unit: string, timeZone: string): number {
  if (unit === "s" || unit === "m") return seconds - seconds % (units[unit] ?? 1);
  const local = new Date((seconds + offset(seconds, timeZone)) * 1000);
  if (unit === "h") local.setUTCMinutes(0, 0, 0);
  else local.setUTCHours(0, 0, 0, 0);
  if (unit === "w") local.setUTCDate(local.getUTCDate() - (local.getUTCDay() + 6) % 7);
  if (unit === "M" || unit === "y") local.setUTCDate(1);
  if (unit === "y") local.setUTCMonth(0);
  const shifted = local.getTime() / 1000;
  return shifted - offset(shifted, timeZone);
}

function midnight(day: string, timeZone: string): number | null {
  const utc = Date.parse(`${day}T00:00:00Z`) / 1000;
  return Number.isNaN(utc) ? null : utc - offset(utc, timeZone);
}

/** What a clock there shows ahead of UTC, in seconds. */
function offset(seconds: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(new Date(seconds * 1000));
  return Date.parse(`${shown.replace(" ", "T")}Z`) / 1000 - seconds;
}
