import assert from "node:assert/strict";
import { createPageAccess } from "@/app/page/access.ts";
import type { PageRecord } from "@/ports/page.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

function world(sessions: PageRecord["sessions"] = []) {
  const time = createSimulatedTime(chanceBy(1));
  const kept: PageRecord["sessions"][] = [];
  const keep = (now: PageRecord["sessions"]) => void kept.push(now);
  return { time, kept, access: createPageAccess({ runtime: time.runtime, sessions, keep }) };
}

Deno.test("createPageAccess() lets one browser in for an invitation", () => {
  const { access, kept } = world();
  const shown = access.admit(access.invite());
  assert.ok(shown !== null && access.knows(shown));
  assert.deepEqual(kept.at(-1)?.map((one) => one.shown), [shown]);
});

Deno.test("createPageAccess() shuts out the browser of an invitation that comes twice", () => {
  const { access, kept } = world();
  const word = access.invite();
  const shown = access.admit(word) ?? "";
  assert.equal(access.admit(word), null);
  assert.equal(access.knows(shown), false);
  assert.deepEqual(kept.at(-1), []);
});

Deno.test("createPageAccess() forgets invitations after two minutes, and takes none that it did not make", async () => {
  const { access, time } = world();
  const word = access.invite();
  time.jump(-3_600_000);
  await time.pass(121_000);
  assert.equal(access.admit(word), null);
  assert.equal(access.admit("made up"), null);
  assert.equal(access.admit(""), null);
  assert.equal(access.knows(""), false);
});

Deno.test("createPageAccess() keeps a browser let in for 30 days, also for the daemon that comes after", async () => {
  const { access, time, kept } = world();
  const shown = access.admit(access.invite()) ?? "";
  const next = createPageAccess({
    runtime: time.runtime,
    sessions: kept.at(-1) ?? [],
    keep: () => {},
  });
  assert.ok(next.knows(shown));
  await time.pass(31 * 86_400_000);
  assert.ok(!access.knows(shown) && !next.knows(shown));
});

Deno.test("createPageAccess() keeps no more browsers than 32: the oldest has to come again", () => {
  const { access, kept } = world();
  const all = Array.from({ length: 33 }, () => access.admit(access.invite()) ?? "");
  assert.equal(kept.at(-1)?.length, 32);
  assert.deepEqual([all[0], all[1], all[32]].map((one) => access.knows(one ?? "")), [
    false,
    true,
    true,
  ]);
});
