import assert from "node:assert/strict";
import type { ClockOffset } from "@/domain/span.ts";
import type { Json } from "@/domain/json.ts";
import type { Reading, Task } from "@/domain/task.ts";
import { createEditClock } from "@/app/run/edit_clock.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

const start = Date.parse("2026-01-01T12:00:00Z");
const day = 86_400_000;

/** The log, which outlives the runs; `aheadMs`: this machine's clock before the server's. */
function machine() {
  const state = { serverMs: start, aheadMs: 0, syncedAt: null as string | null };
  const kept = new Map<string, Json>();
  const own = () => new Date(state.serverMs + state.aheadMs);
  const facts: FactsCache = {
    get: (name) =>
      kept.has(name) ? { facts: kept.get(name) ?? null, at: own().toISOString() } : null,
    put: (name, value) => void kept.set(name, value),
  };
  const run = (width = 60) => {
    const offset = (): ClockOffset => ({
      from: -state.aheadMs - width / 2,
      until: -state.aheadMs + width / 2,
    });
    return createEditClock({
      clock: { offset, nowMs: () => state.serverMs },
      facts,
      log: { lastSyncAt: () => state.syncedAt },
      now: own,
    });
  };
  const sync = (width?: number) => {
    run(width).looked(null);
    state.syncedAt = own().toISOString();
  };
  const stamp = () =>
    new Date(Math.floor(own().getTime() / 1000) * 1000).toISOString().replace(".000Z", "Z");
  return { state, run, sync, stamp, kept };
}

function within(at: string, clock: ReturnType<ReturnType<typeof machine>["run"]>) {
  const reading: Reading = {
    kind: "present",
    id: "a",
    task: {} as Task,
    extra: {},
    changedAt: at,
    linkHint: null,
  };
  const seen = clock.toServerClock("taskwarrior", reading);
  if (seen.kind !== "present" || seen.changedWithin === undefined) throw new Error("not placed");
  return seen.changedWithin;
}

for (const aheadMs of [0, 300_000, -300_000, 3_600_000, -3_600_000, day, -30 * day]) {
  Deno.test(`N9: an edit stamped ${aheadMs} ms ahead is dated right before and after the clock is set`, () => {
    const { state, run, sync, stamp } = machine();
    state.aheadMs = aheadMs;
    sync();
    state.serverMs += 60_000;
    const [edited, at] = [state.serverMs, stamp()];
    state.serverMs += 6_000;
    const holds = (clock: ReturnType<typeof run>) => {
      const span = within(at, clock);
      assert.ok(span.from <= edited && edited < span.until, JSON.stringify({ span, edited }));
      assert.ok(span.until - span.from < 1_300, JSON.stringify(span));
    };
    holds(run());
    state.aheadMs = 0;
    holds(run());
  });
}

Deno.test("N9: what an earlier run knew of the clock narrows what this one measures", () => {
  const { state, run, sync, kept } = machine();
  sync(40);
  state.serverMs += 10_000;
  const offset = run(1_000).offset();
  assert.ok(offset !== null && offset.until - offset.from <= 45);
  state.serverMs += day;
  const later = run(1_000).offset();
  assert.ok(later !== null && later.until - later.from === 1_000);
  const before = kept.get("clock");
  state.serverMs -= day;
  sync(1_000);
  assert.deepEqual(kept.get("clock"), before, "nothing is written where nothing is known better");
});
