import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines } from "@tests/support/quiet.ts";
import { assertNothingLeft, assertRefused, shown } from "@tests/support/restored.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function backedUp(world: World): Promise<string> {
  for (const title of ["renamed", "done", "deleted", "said"]) await world.task("add", title);
  await world.json(["sync"]);
  return (await world.json<{ path: string }>(["backup", "create"])).path;
}

const restore = (world: World, path: string) => world.json(["backup", "restore", path, "--yes"]);

/** Edits, completions, deletions and new tasks of both sides, carried over; then some that are not. */
async function goOn(world: World, rounds: 1 | 2): Promise<void> {
  await edit(world, "renamed", { title: "renamed since" });
  await edit(world, "done", { done: true });
  await world.task("add", "made here since");
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "made there since" });
  await world.task("deleted", "delete");
  await world.json(["sync"]);
  if (rounds === 2) {
    await world.task("add", "made at last");
    await world.json(["sync"]);
  }
  await world.task("said", "modify", "priority:H");
  await edit(world, "renamed since", { priority: 3 });
}

const afterwards = (last: readonly string[]) => ({
  here: [
    "done completed",
    ...last.map((title) => `${title} pending`),
    "made here since pending",
    "made there since pending",
    "renamed since pending H",
    "said pending H",
  ],
  there: [
    "done completed 0",
    ...last.map((title) => `${title} pending 0`),
    "made here since pending 0",
    "made there since pending 0",
    "renamed since pending 3",
    "said pending 3",
  ],
});

for (const line of lines) {
  Deno.test(`backup restore into an empty state folder: the next sync changes nothing (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const made = await backedUp(world);
    const both = await Promise.all([1, 2].map(() => world.run(["backup", "create"])));
    assert.deepEqual(both.map(({ code }) => code), [0, 0]);
    const { verified } = await world.json<{ verified: readonly unknown[] }>(["backup", "verify"]);
    assert.equal(verified.length, 3);
    const path = `${world.folder}/kept.tar.gz`;
    await Deno.rename(made, path);
    await Deno.remove(world.env["VIKUNJA_SYNC_STATE_DIR"] ?? "", { recursive: true });
    await restore(world, path);
    await world.json(["log", "verify"]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
  });

  Deno.test(`backup restore of a log that is older than both sides: nothing is lost or doubled (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const path = await backedUp(world);
    await goOn(world, 2);
    await restore(world, path);
    await assertRefused(world, ["sync"], /this log is older than what it has done/);
    await world.json(["sync", "--this-is-the-engine"]);
    assert.deepEqual(await shown(world), afterwards(["made at last"]));
    const { linked, conflicts } = await world.json<Record<string, number>>(["status"]);
    assert.deepEqual([linked, conflicts], [6, 0]);
    await assertNothingLeft(world);
  });

  Deno.test(`backup restore of a log that is one round older: no question, and nothing is lost or doubled (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const path = await backedUp(world);
    await goOn(world, 1);
    await restore(world, path);
    await world.json(["sync"]);
    assert.deepEqual(await shown(world), afterwards([]));
    await assertNothingLeft(world);
  });
}
