import assert from "node:assert/strict";
import { stamped, stampOf } from "@/adapters/vikunja/stamped.ts";

const serverMs = Date.parse("2026-11-27T12:00:09Z");

for (
  const [tookMs, stamp] of [[40, "12:00:09"], [999, "12:00:09"], [3_400, "12:00:06"]] as const
) {
  Deno.test(`stampOf() of an answer that took ${tookMs} ms is no later than what the server shows`, () => {
    assert.equal(stampOf({ serverMs, tookMs }), Date.parse(`2026-11-27T${stamp}Z`));
  });
}

Deno.test("stampOf() says nothing where the server did not say its time", () => {
  assert.equal(stampOf({ serverMs: null, tookMs: 5_000 }), null);
});

Deno.test("stamped() never goes back", () => {
  const raw = { updated: "2026-11-27T12:00:08Z" };
  assert.equal(stamped(raw, stampOf({ serverMs, tookMs: 3_400 })), raw);
});
