import { secondAt } from "@/domain/instant.ts";
import { type ClockOffset, shifted, type Span } from "@/domain/span.ts";
import type { Instant, Reading, Side } from "@/domain/task.ts";

/** Stamps of both programs are cut to whole seconds. */
const stampMs = 1_000;

/** What is known of this machine's clock while readings come in. */
interface KnownOffsets {
  /** As measured now, then as it was before a jump; empty: not known. */
  readonly offsets: readonly ClockOffset[];
  /** Server's clock: when this side was looked at before, and the latest that it can be now; `null`: not known. */
  readonly lookedAt: number | null;
  readonly now: number | null;
}

/**
 * A reading with the time of its stamp on the server's clock. Only Taskwarrior's stamps are by this machine's
 * clock; Vikunja's are the server's own. Where the clock jumped since the last look and it cannot be told by
 * which time a stamp was made, the span holds both.
 */
export function onServerClock(side: Side, reading: Reading, known: KnownOffsets): Reading {
  if (side === "vikunja" || reading.kind === "withdrawn" || reading.changedAt === null) {
    return reading;
  }
  const own = spanOf(reading.changedAt);
  const [current] = known.offsets;
  if (current === undefined) {
    return reading.kind === "gone"
      ? reading
      : { ...reading, changedWithin: { ...own, clock: "own" } };
  }
  const within = hull(possible(known.offsets.map((offset) => shifted(own, offset)), known), known);
  const changedAt = wholeSecond((within.from + within.until - stampMs) / 2);
  return reading.kind === "gone"
    ? { ...reading, changedAt }
    : { ...reading, changedAt, changedWithin: { ...within, clock: "server" } };
}

/** The span of a stamp on the server's clock, whole seconds. */
export function spanOf(stamp: Instant): Span {
  const from = Date.parse(stamp);
  return { from, until: from + stampMs };
}

/** Not before the last look, which did not show it, and not after this one, where one of them is so. */
function possible(spans: readonly Span[], { lookedAt, now }: KnownOffsets): readonly Span[] {
  const fitting = spans.filter(({ from, until }) =>
    (now === null || from <= now) && (lookedAt === null || until >= lookedAt)
  );
  return fitting.length === 0 ? spans.slice(0, 1) : fitting;
}

function hull(spans: readonly Span[], { now }: KnownOffsets): Span {
  const from = Math.min(...spans.map((span) => span.from));
  const until = Math.max(...spans.map((span) => span.until));
  return { from, until: now === null || now <= from ? until : Math.min(until, now) };
}

function wholeSecond(ms: number): Instant {
  return secondAt(Math.round(ms / 1000) * 1000);
}
