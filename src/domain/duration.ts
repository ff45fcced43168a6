const units = [["w", 604_800], ["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]] as const;

/** A hundred years. */
const mostSeconds = 100 * 366 * 86_400;

/** `1d12h`, `90m`, and as ISO 8601 has it, `PT1H30M`; `null`: another text, or beyond a hundred years. */
export function durationSeconds(text: string): number | null {
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  const own = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?$/.exec(text);
  const counts = (own ?? iso)?.slice(1) ?? [];
  if (counts.every((count) => count === undefined)) return null;
  const seconds = units.reduce((sum, [, length], at) => sum + Number(counts[at] ?? 0) * length, 0);
  return seconds <= mostSeconds ? seconds : null;
}

/** `1d12h`: the one word for so many seconds. */
export function durationWord(seconds: number): string {
  let left = seconds;
  const parts = units.map(([unit, length]) => {
    const count = unit === "w" && left % length !== 0 ? 0 : Math.floor(left / length);
    left -= count * length;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return seconds === 0 ? "0s" : parts.join("");
}
