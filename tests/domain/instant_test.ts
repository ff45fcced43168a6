import assert from "node:assert/strict";
import { isDay, readInstant } from "@/domain/instant.ts";

Deno.test("readInstant() takes a time with its zone, or a date", () => {
  assert.equal(readInstant("2026-11-21T05:00:00.900+01:00"), "2026-11-21T04:00:00Z");
  assert.equal(readInstant("2024-02-29"), "2024-02-29T00:00:00Z");
});

Deno.test("readInstant() takes no day that there is not, and no time without a zone", () => {
  for (const text of ["2026-02-30", "2026-02-29T10:00Z", "2026-11-31", "2026-11-21T05:00", "x"]) {
    assert.equal(readInstant(text), null, text);
  }
});

Deno.test("isDay() looks at the beginning of a text alone", () => {
  assert.ok(isDay("2026-11-21T99:99"));
  assert.ok(!isDay("2026-13-01") && !isDay("today"));
});
