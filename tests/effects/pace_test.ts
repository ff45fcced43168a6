import assert from "node:assert/strict";
import { createPace } from "@/effects/pace.ts";

Deno.test("a task is written twice at once and then ten times a second, another one at once", () => {
  let now = 0;
  const pace = createPace({ elapsed: () => now });
  let writes = 0;
  for (; now < 1_000; now += 5) {
    if (pace.waitMs("a") > 0) continue;
    pace.began("a");
    writes++;
  }
  assert.equal(writes, 11);
  assert.equal(pace.waitMs("b"), 0);
});

Deno.test("who was not written for a while may be written twice at once again", () => {
  let now = 0;
  const pace = createPace({ elapsed: () => now });
  for (const at of [0, 0, 5_000, 5_000]) {
    now = at;
    assert.equal(pace.waitMs("a"), 0);
    pace.began("a");
  }
  assert.equal(pace.waitMs("a"), 100);
  now += 100;
  assert.equal(pace.waitMs("a"), 0);
});
