import assert from "node:assert/strict";
import { parseDuration } from "@/config/duration.ts";

const known: readonly (readonly [string, number | null])[] = [
  ["30s", 30_000],
  ["30m", 1_800_000],
  ["12h", 43_200_000],
  ["7d", 604_800_000],
  ["90", 90_000],
  ["0", 0],
  [" 5m ", 300_000],
  ["1.5s", 1_500],
  ["", null],
  ["s", null],
  ["-5s", null],
  ["5 m", null],
  ["5w", null],
  ["1h30m", null],
  ["soon", null],
  ["1e3", null],
  // R8: ten years are the most.
  ["3653d", 315_619_200_000],
  ["3654d", null],
  ["999999999999d", null],
];

for (const [text, ms] of known) {
  Deno.test(`parseDuration() reads ${JSON.stringify(text)} as ${ms}`, () => {
    assert.equal(parseDuration(text), ms);
  });
}
