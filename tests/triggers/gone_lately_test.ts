import assert from "node:assert/strict";
import { createGoneLately } from "@/triggers/gone_lately.ts";

const minutes = 60_000;

Deno.test("count() adds up what went from a side in the last ten minutes", () => {
  let now = 0;
  const gone = createGoneLately(() => now);
  gone.add("vikunja", 3);
  now = 9 * minutes;
  gone.add("vikunja", 4);
  gone.add("taskwarrior", 1);
  assert.deepEqual([gone.count("vikunja"), gone.count("taskwarrior")], [7, 1]);
  now = 10 * minutes;
  assert.deepEqual([gone.count("vikunja"), gone.count("taskwarrior")], [4, 1]);
  now = 19 * minutes;
  assert.deepEqual([gone.count("vikunja"), gone.count("taskwarrior")], [0, 0]);
});

Deno.test("forget() starts from nothing", () => {
  const gone = createGoneLately(() => 0);
  gone.add("vikunja", 3);
  gone.forget();
  assert.equal(gone.count("vikunja"), 0);
});
