import assert from "node:assert/strict";
import { createSinceBoot } from "@/adapters/system/since_boot.ts";

Deno.test("sinceBootMs() counts sleep by the wall where the system has no clock that goes on, and never goes back", () => {
  let [wallMs, elapsedMs] = [1_700_000_000_000, 5_000];
  const nowMs = createSinceBoot({
    moment: () => ({ wallMs, boot: null, uptimeMs: 0 }),
    elapsedMs: () => elapsedMs,
  });
  const pass = (ms: number, drift = 0) => {
    wallMs += ms + drift;
    elapsedMs += ms;
    return nowMs();
  };
  const begun = nowMs();
  for (let at = 1; at <= 100; at++) assert.equal(pass(10, at % 2 === 0 ? 1 : -1), begun + at * 10);
  wallMs += 60_000;
  assert.equal(pass(0), begun + 61_000);
  assert.equal(pass(500), begun + 61_500);
  wallMs -= 3_600_000;
  assert.equal(pass(500), begun + 62_000);
  wallMs += 20_000;
  assert.equal(pass(0), begun + 82_000);
});

Deno.test("sinceBootMs() is the kernel's where there is one", () => {
  const moment = { wallMs: 1, boot: "b", uptimeMs: 77 };
  assert.equal(createSinceBoot({ moment: () => moment, elapsedMs: () => 5 })(), 77);
});
