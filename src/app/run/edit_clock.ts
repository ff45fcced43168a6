import * as v from "valibot";
import { onServerClock } from "@/domain/clock.ts";
import {
  heldUntil,
  isClockNews,
  type KeptOffset,
  narrowedOffsets,
} from "@/domain/clock_offsets.ts";
import type { ClockOffset } from "@/domain/span.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { CachedFacts, FactsCache } from "@/ports/facts_cache.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { SeenClock } from "@/ports/sides.ts";

interface EditClockDeps {
  readonly clock: SeenClock;
  readonly facts: FactsCache;
  readonly log: Pick<LogReader, "lastSyncAt">;
  readonly now: () => Date;
}

/** `at`: when it was so, ms since 1970 on the server's clock, which did not jump where this machine's did. */
const schema = v.object({ from: v.number(), until: v.number(), at: v.number() });
const factName = "clock";

/** What earlier runs knew of the server's clock. */
export function keptOffset(kept: (name: string) => CachedFacts | null): KeptOffset | null {
  const parsed = v.safeParse(schema, kept(factName)?.facts);
  return parsed.success ? parsed.output : null;
}

/**
 * The offset as this run measures it, narrowed by what earlier runs knew. Where the two do not fit, the clock
 * was set since the last look, and edits may be stamped by either.
 */
export function createEditClock({ clock, facts, log, now }: EditClockDeps): EditClock {
  let lookedAt: number | null = null;
  /** Only this clock writes it, and each reading asks for it; `undefined`: not asked for yet. */
  let kept: KeptOffset | null | undefined;

  function earlier(): ClockOffset | null {
    if (kept === undefined) kept = keptOffset(facts.get);
    return kept === null ? null : heldUntil(kept, clock.nowMs());
  }

  const offsets = () => narrowedOffsets(clock.offset(), earlier());

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
      const seen = offsets();
      const [current] = seen;
      if (current === undefined || at === null || !isClockNews(earlier(), seen)) return;
      kept = { from: Math.round(current.from), until: Math.round(current.until), at };
      facts.put(factName, kept);
    },
  };
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one ?? other : Math.max(one, other);
}
