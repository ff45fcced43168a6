/** Milliseconds: somewhere from `from` on and before `until`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The server's clock minus this machine's. */
export type ClockOffset = Span;

/** When something was edited, since 1970; `own`: by this machine's clock, of which no offset was known then. */
export interface EditTime extends Span {
  readonly clock: "server" | "own";
}

export function shifted(span: Span, offset: ClockOffset): Span {
  return { from: span.from + offset.from, until: span.until + offset.until };
}

/** Two clocks drift apart by this part at the most: 50 in a million. */
const drift = 50e-6;

/** After so many milliseconds. */
export function widened({ from, until }: Span, ms: number): Span {
  const by = Math.abs(ms) * drift;
  return { from: from - by, until: until + by };
}
