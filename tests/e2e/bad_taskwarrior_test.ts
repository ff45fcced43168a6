import assert from "node:assert/strict";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  shown,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** A `task` of that text in front of the real one, which it finds in `$REAL`. */
function wrapped(world: World, script: string): Record<string, string> {
  const path = `${world.folder}/wrapped-task`;
  const real = world.env["VIKUNJA_SYNC_TASK"] ?? "";
  writeExecutable(path, `#!/bin/sh\nREAL='${real}'\n${script}\n`);
  return { VIKUNJA_SYNC_TASK: path };
}

Deno.test("sync says what to install when there is no Taskwarrior", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "TASK_MISSING",
    says: /no-such-task does not run/,
    hint: /Install Taskwarrior 2\.6 or 3 .*VIKUNJA_SYNC_TASK/,
  }, { VIKUNJA_SYNC_TASK: `${world.folder}/no-such-task` });
  await assertNothingLost(world, before);
});

Deno.test("sync refuses a program that is no Taskwarrior", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  await assertRefuses(world, ["sync", "--full"], {
    exit: 2,
    code: "CONFIG",
    says: /Taskwarrior/,
    hint: /./,
  }, wrapped(world, "echo go-task 3.49"));
  await assertNothingLost(world, before);
});

for (
  const [name, output] of [
    ["no JSON", "echo 'Segmentation fault'"],
    ["cut short", `"$REAL" "$@" | head -c 120`],
    ["empty", ":"],
  ] as const
) {
  Deno.test(`T13 sync takes an export that is ${name} for no answer, not for no tasks`, async () => {
    await using world = await syncedWorld(await createWorld());
    const before = await everything(world);
    const script = `case "$*" in *export*) ${output};; *) exec "$REAL" "$@";; esac`;
    await assertRefuses(world, ["sync", "--full"], {
      exit: 1,
      code: "TASK_EXPORT",
      says: /Cannot read tasks/,
      hint: /./,
    }, wrapped(world, script));
    await assertNothingLost(world, before);
  });
}

Deno.test("T22 sync takes a failing export for no answer, not for no tasks", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const script =
    `case "$*" in *export*) echo 'database is locked' >&2; exit 2;; *) exec "$REAL" "$@";; esac`;
  const ended = await world.run(["sync", "--full"], wrapped(world, script));
  assert.ok([1, 75].includes(ended.code), shown(ended));
  assert.match(ended.stderr, /task export failed .*database is locked/);
  await assertNothingLost(world, before);
});

Deno.test("sync repairs an export with control characters, reports it and goes on", async () => {
  await using world = await syncedWorld(await createWorld());
  await world.task("add", "has a b\u0001 control c\u001b[31m");
  const ended = await world.run(["sync"]);
  assert.equal(ended.code, 0, shown(ended));
  for (const control of ["\u0001", "\u001b"]) {
    assert.ok(!(ended.stdout + ended.stderr).includes(control));
  }
  assert.ok((await world.serverTasks()).some(({ title }) => title.startsWith("has a b")));
  const quiet = await world.json(["sync", "--full"]);
  assert.deepEqual(quiet["updated"], { taskwarrior: 0, vikunja: 0 });
});

Deno.test("T13 sync refuses an empty folder where its log knows another one", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const elsewhere = `${world.folder}/elsewhere`;
  await Deno.mkdir(elsewhere);
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "BINDING",
    says: /another Taskwarrior data folder .*elsewhere/,
    hint: /Point it back .*VIKUNJA_SYNC_STATE_DIR/,
  }, { TASKDATA: elsewhere });
  await assertNothingLost(world, before);
});

Deno.test("T13 sync carries nothing over of a data folder whose files are gone, until they are back", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const folder = `${world.folder}/task`;
  await Deno.rename(folder, `${folder}.away`);
  await Deno.mkdir(folder);
  for (const args of [["sync"], ["sync", "--full"], ["sync", "--json"]]) {
    const held = await world.run(args);
    assert.equal(held.code, 3, shown(held));
    assert.match(held.stderr, /MASS_DELETE.* 3 of 3 tasks are gone from Taskwarrior/);
    assert.match(held.stderr, /--allow-mass-delete.* right TASKDATA folder/);
  }
  const status = await world.run(["status"]);
  assert.equal(status.code, 3, shown(status));
  await Deno.remove(folder, { recursive: true });
  await Deno.rename(`${folder}.away`, folder);
  await assertNothingLost(world, before);
});

Deno.test("T13 sync refuses a data folder that is not there", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const folder = `${world.folder}/task`;
  await Deno.rename(folder, `${folder}.away`);
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "CONFIG",
    says: /data folder .*task/,
    hint: /TASKDATA/,
  });
  await Deno.rename(`${folder}.away`, folder);
  await assertNothingLost(world, before);
});
