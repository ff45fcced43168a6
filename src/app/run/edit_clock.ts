import * as v from "valibot";
import { onServerClock } from "@/domain/clock.ts";
import { type ClockOffset, type Span, widened } from "@/domain/span.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { SeenClock } from "@/ports/sides.ts";

interface EditClockDeps {
  readonly clock: SeenClock;
  readonly facts: FactsCache;
  readonly log: Pick<LogReader, "lastSyncAt">;
  readonly now: () => Date;
}

const factName = "clock";
/** `at`: when it was so, ms since 1970 on the server's clock, which did not jump where this machine's did. */
const schema = v.object({ from: v.number(), until: v.number(), at: v.number() });
/** Better known than this is no use: edits are stamped in whole seconds. */
const wellKnownMs = 100;

/**
 * The offset as this run measures it, narrowed by what earlier runs knew. Where the two do not fit, the clock
 * was set since the last look, and edits may be stamped by either.
 */
export function createEditClock({ clock, facts, log, now }: EditClockDeps): EditClock {
  let lookedAt: number | null = null;
  /** Only this clock writes it, and each reading asks for it; `undefined`: not asked for yet. */
  let kept: v.InferOutput<typeof schema> | null | undefined;

  function remembered(): v.InferOutput<typeof schema> | null {
    const parsed = v.safeParse(schema, facts.get(factName)?.facts);
    return parsed.success ? parsed.output : null;
  }

  function earlier(): ClockOffset | null {
    if (kept === undefined) kept = remembered();
    return kept === null ? null : widened(kept, (clock.nowMs() ?? kept.at) - kept.at);
  }

  function offsets(): readonly ClockOffset[] {
    const [current, before] = [clock.offset(), earlier()];
    if (current === null) return [];
    if (before === null) return [current];
    const both = overlap(current, before);
    return both === null ? [current, before] : [both];
  }

  /** Server's clock; at the earliest, where only the last run's record tells. */
  function lastLook(): number | null {
    const [at, before] = [log.lastSyncAt(), earlier()];
    return lookedAt ?? (at === null || before === null ? null : Date.parse(at) + before.from);
  }

  /** Server's clock, at the latest. */
  function latestNow([current]: readonly ClockOffset[]): number | null {
    return current === undefined ? null : now().getTime() + current.until;
  }

  function toServerClock(side: Side, reading: Reading): Reading {
    const known = offsets();
    return onServerClock(side, reading, {
      offsets: known,
      lookedAt: lastLook(),
      now: latestNow(known),
    });
  }

  return {
    toServerClock,
    offset: () => offsets()[0] ?? null,
    nowMs: clock.nowMs,
    looked(atMs) {
      const at = clock.nowMs();
      lookedAt = later(lookedAt, atMs ?? at);
      const [current, before] = offsets();
      if (current === undefined || at === null) return;
      const known = earlier();
      const isNews = known === null || before !== undefined ||
        (widthOf(known) > wellKnownMs && widthOf(current) < widthOf(known) / 2);
      if (!isNews) return;
      kept = { from: Math.round(current.from), until: Math.round(current.until), at };
      facts.put(factName, kept);
    },
  };
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one ?? other : Math.max(one, other);
}

function overlap(one: Span, other: Span): Span | null {
  const from = Math.max(one.from, other.from);
  const until = Math.min(one.until, other.until);
  return from < until ? { from, until } : null;
}

function widthOf({ from, until }: Span): number {
  return until - from;
}
