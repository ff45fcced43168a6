import assert from "node:assert/strict";
import { alter, blankPage, pageSizeOf, rootPageOf } from "@tests/support/damage.ts";
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

Deno.test("repair --dry-run names the log itself, not the copy that it looks into", async () => {
  await using world = await syncedWorld(await createWorld());
  const path = `${world.folder}/state/log.db`;
  const damages = [
    () => alter(path, "UPDATE events SET data = '{' WHERE position > 3"),
    () => blankPage(path, rootPageOf(path, "events") - 1),
  ];
  for (const damage of damages) {
    damage();
    const { code, stdout, stderr } = await world.run(["repair", "--dry-run"]);
    assert.equal(code, 1, stdout + stderr);
    assert.ok(stderr.includes(`the log at ${path}: `), stderr);
    assert.ok(!(stdout + stderr).includes("vikunja-sync-plan"), stdout + stderr);
  }
});

Deno.test("repair says what the file of left-over events beside the saved log is", async () => {
  await using world = await syncedWorld(await createWorld());
  const path = `${world.folder}/state/log.db`;
  alter(path, "UPDATE events SET data = '{' WHERE version = 2");
  const { code, stderr } = await world.run(["repair"]);
  assert.equal(code, 1, stderr);
  const leftOver = /In (\S+\.left-over\.jsonl) is what could be read, but not what came before/
    .exec(stderr)?.[1];
  assert.ok(leftOver !== undefined, stderr);
  assert.ok((await Deno.stat(leftOver)).size > 0);
});

Deno.test("N14: a flipped bit in one task's events stops the sync of all others before it writes", async () => {
  await using world = await createWorld();
  for (const title of ["one", "two", "three"]) await world.task("add", title);
  await world.json(["sync"]);
  const path = `${world.folder}/state/log.db`;
  alter(path, "UPDATE events SET data = replace(data, 'two', 'tvo')");
  await world.task("one", "modify", "priority:H");
  await world.task("add", "four");
  const run = await world.run(["sync"]);
  assert.equal(run.code, 1, run.stderr);
  assert.match(run.stderr, /the event at position \d+ is not as it was written/);
  const there = await world.serverTasks();
  assert.deepEqual(there.map(({ title, priority }) => [title, priority]), [
    ["one", 0],
    ["two", 0],
    ["three", 0],
  ]);
});
