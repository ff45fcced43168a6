import assert from "node:assert/strict";
import { createServerClock } from "@/adapters/vikunja/client/server_clock.ts";

/** A server `aheadMs` ahead of us; `own` and `server` can jump. */
function clocks(aheadMs: number) {
  let elapsed = 5_000;
  const state = { own: Date.parse("2026-01-01T00:00:00Z"), aheadMs };
  const wall = () => state.own + elapsed;
  const clock = createServerClock(() => new Date(wall()), () => elapsed);
  const answer = (afterMs: number, roundTripMs = 10) => {
    elapsed += afterMs;
    const sent = elapsed;
    elapsed += roundTripMs;
    const date = Math.floor((wall() - roundTripMs / 2 + state.aheadMs) / 1000) * 1000;
    clock.note(date, sent, elapsed);
  };
  const holds = (value: number) => {
    const span = clock.offset();
    assert.ok(span !== null && span.from <= value && value <= span.until, JSON.stringify(span));
    return span.until - span.from;
  };
  return { clock, state, answer, holds, wall, pass: (ms: number) => elapsed += ms };
}

Deno.test("N9: the offset is known to less than a tenth of a second after a few answers", () => {
  for (const aheadMs of [0, 300_000, -3_600_000, 86_400_000, -30 * 86_400_000 + 123]) {
    const { answer, holds } = clocks(aheadMs);
    answer(0);
    assert.ok(holds(aheadMs) <= 1_012);
    for (let i = 0; i < 30; i++) answer(370);
    assert.ok(holds(aheadMs) < 100);
  }
});

Deno.test("N9: a jump of this machine's clock is no offset until the next answer, and no median after", () => {
  const { clock, state, answer, holds, wall } = clocks(0);
  for (let i = 0; i < 40; i++) answer(370);
  state.own += 3_600_000;
  state.aheadMs -= 3_600_000;
  assert.equal(clock.offset(), null);
  assert.ok(Math.abs((clock.nowMs() ?? 0) - (wall() - 3_600_000)) < 100);
  answer(50);
  assert.ok(holds(-3_600_000) < 100);
});

Deno.test("N9: a jump of the server's clock counts from the first answer on", () => {
  const { state, answer, holds } = clocks(0);
  for (let i = 0; i < 40; i++) answer(370);
  state.aheadMs = -86_400_000;
  answer(50);
  holds(-86_400_000);
});

Deno.test("N9: the offset gets less sure the longer nothing was heard", () => {
  const { answer, holds, pass } = clocks(0);
  for (let i = 0; i < 40; i++) answer(370);
  pass(86_400_000);
  assert.ok(holds(0) > 8_000);
});
