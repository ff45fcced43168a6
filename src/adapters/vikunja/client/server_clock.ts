import { type ClockOffset, type Span, widened } from "@/domain/span.ts";

/** The server's clock, as the `Date` of its answers shows it. */
export interface ServerClock {
  /** An answer with that `Date` came between these two moments of the clock that does not jump. */
  note(dateMs: number, sentMs: number, receivedMs: number): void;
  /** Server minus this machine; `null`: no answer yet, or this machine's clock jumped since the last. */
  offset(): ClockOffset | null;
  /** What the server's clock shows now, ms since 1970; `null` before the first answer. */
  nowMs(): number | null;
}

/** `Date` is cut to whole seconds. */
const dateMs = 1_000;
/** Clocks that came apart by more have jumped, or the machine slept. */
const jumpMs = 1_000;

interface Known extends Span {
  readonly atMs: number;
  /** This machine's clock minus the one that does not jump. */
  readonly ownMs: number;
}

/**
 * Each answer bounds the difference of the two clocks from both sides; what all of them leave is known to a
 * small part of a second. It is kept against a clock that does not jump, so that a jump of this machine's
 * clock shows at once; an answer that does not fit shows a jump of the server's, and counts alone.
 */
export function createServerClock(now: () => Date, elapsedMs: () => number): ServerClock {
  let known: Known | null = null;
  const ownMs = () => now().getTime() - elapsedMs();

  function note(date: number, sentMs: number, receivedMs: number): void {
    const seen = { from: date - receivedMs, until: date + dateMs - sentMs };
    const before = known === null ? seen : widened(known, receivedMs - known.atMs);
    const from = Math.max(seen.from, before.from);
    const until = Math.min(seen.until, before.until);
    known = { ...(from < until ? { from, until } : seen), atMs: receivedMs, ownMs: ownMs() };
  }

  function current(): Span | null {
    return known === null ? null : widened(known, elapsedMs() - known.atMs);
  }

  return {
    note,
    offset() {
      const own = ownMs();
      const span = current();
      if (known === null || span === null || Math.abs(own - known.ownMs) > jumpMs) return null;
      return { from: Math.floor(span.from - own), until: Math.ceil(span.until - own) };
    },
    nowMs() {
      const span = current();
      return span === null ? null : Math.round((span.from + span.until) / 2 + elapsedMs());
    },
  };
}
