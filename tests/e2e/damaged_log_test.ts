import assert from "node:assert/strict";
import { pageSizeOf } from "@tests/support/damage.ts";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("T14 sync reports a log that was cut, leaves it alone, and takes nothing for new", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const path = `${world.folder}/state/log.db`;
  const whole = await Deno.readFile(path);
  const page = pageSizeOf(path);
  const pages = whole.length / page;
  assert.ok(pages >= 8 && Number.isInteger(pages));
  const middle = Math.floor(pages / 2) * page;
  for (const size of [0, page, middle + 1, whole.length - page]) {
    const cut = whole.subarray(0, size);
    await Deno.writeFile(path, cut);
    world.server.resetLog();
    await assertRefuses(world, ["sync"], {
      exit: 1,
      code: "LOG_DAMAGED",
      says: /log/,
      hint: /repair|copy|save/i,
    });
    assert.deepEqual(world.server.log, [], `${size} bytes`);
    assert.deepEqual(await Deno.readFile(path), cut, `${size} bytes`);
    assert.equal(await everything(world), before, `${size} bytes`);
  }
  await Deno.writeFile(path, whole);
  await assertNothingLost(world, before);
});
