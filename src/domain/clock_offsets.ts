import { type ClockOffset, type Span, widened } from "@/domain/span.ts";

/** What was known of the server's clock; `at`: when that was so, ms since 1970 on it. */
export type KeptOffset = { readonly [part in keyof ClockOffset | "at"]: number };

/** Better known than this is no use: edits are stamped in whole seconds. */
const wellKnownMs = 100;

/** What was known, as far as it holds by now; `nowMs`: on the server's clock. */
export function heldUntil(kept: KeptOffset, nowMs: number | null): ClockOffset {
  return widened(kept, (nowMs ?? kept.at) - kept.at);
}

/** What is seen now narrowed by what was known; both, where they do not fit: a clock was set in between. */
export function narrowedOffsets(
  current: ClockOffset | null,
  before: ClockOffset | null,
): readonly ClockOffset[] {
  if (current === null) return [];
  if (before === null) return [current];
  const both = overlap(current, before);
  return both === null ? [current, before] : [both];
}

/** Whether that is worth keeping, beside what is kept. */
export function isClockNews(
  known: ClockOffset | null,
  [current, before]: readonly ClockOffset[],
): boolean {
  if (current === undefined) return false;
  return known === null || before !== undefined ||
    (widthOf(known) > wellKnownMs && widthOf(current) < widthOf(known) / 2);
}

function overlap(one: Span, other: Span): Span | null {
  const from = Math.max(one.from, other.from);
  const until = Math.min(one.until, other.until);
  return from < until ? { from, until } : null;
}

function widthOf({ from, until }: Span): number {
  return until - from;
}
