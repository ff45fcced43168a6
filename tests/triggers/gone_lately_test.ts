import assert from "node:assert/strict";
import { createGoneLately } from "@/triggers/gone_lately.ts";

const minutes = 60_000;

Deno.test("streams() are those that went from a side in the last ten minutes, each once", () => {
  let now = 0;
  const gone = createGoneLately(() => now);
  gone.add("vikunja", ["a", "b"]);
  now = 9 * minutes;
  gone.add("vikunja", ["b", "c"]);
  gone.add("taskwarrior", ["d"]);
  assert.deepEqual([gone.streams("vikunja"), gone.streams("taskwarrior")], [["a", "b", "c"], [
    "d",
  ]]);
  now = 10 * minutes;
  assert.deepEqual([gone.streams("vikunja"), gone.streams("taskwarrior")], [["b", "c"], ["d"]]);
  now = 19 * minutes;
  assert.deepEqual([gone.streams("vikunja"), gone.streams("taskwarrior")], [[], []]);
});

Deno.test("forget() starts from nothing", () => {
  const gone = createGoneLately(() => 0);
  gone.add("vikunja", ["a"]);
  gone.forget();
  assert.deepEqual(gone.streams("vikunja"), []);
});
