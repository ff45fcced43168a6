const shown = new Map<string, string>();

/** `20261121T020000Z`, as an export shows it. */
export function isoOf(seconds: string): string {
  const known = shown.get(seconds);
  if (known !== undefined) return known;
  const iso = new Date(Number(seconds) * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  if (shown.size > 10_000) shown.clear();
  shown.set(seconds, iso);
  return iso;
}

const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Seconds since 1970; `null`: not read as a date. */
export function epochOf(text: string): string | null {
  const parts = basic.exec(text);
  if (parts !== null) {
    const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
    const ms = Date.UTC(
      year ?? 0,
      (month ?? 0) - 1,
      day ?? 0,
      hour ?? 0,
      minute ?? 0,
      second ?? 0,
    );
    return Number.isNaN(ms) ? null : String(ms / 1000);
  }
  if (/^\d{9,12}$/.test(text)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : String(Math.floor(at / 1000));
}

/** What 2.6 and 3 take and can show. */
export function isShowable(seconds: string): boolean {
  const at = Number(seconds);
  return at >= 315_532_800 && at < 253_402_300_799;
}
