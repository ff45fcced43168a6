import assert from "node:assert/strict";
import { edit, serverTask } from "@tests/support/quiet.ts";
import { createRestorableWorld } from "@tests/support/restorable_server.ts";
import { assertNothingLeft, assertRefused, shown } from "@tests/support/restored.ts";
import type { World } from "@tests/support/world.ts";

const inbox = "/api/v1/projects/1/tasks";

async function make(world: World, title: string): Promise<void> {
  await world.api("PUT", inbox, { title });
}

Deno.test("N4: a server put back to a backup is noticed, and what it lost is brought back", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  await world.task("add", "mine");
  await world.task("add", "done since");
  await world.task("add", "deleted since");
  await make(world, "theirs");
  await world.json(["sync"]);
  await restorable.backUp();
  later();
  await make(world, "made there since");
  await world.task("add", "made here since");
  await world.task("done since", "done");
  await edit(world, "theirs", { priority: 5 });
  const { id } = await serverTask(world, "mine");
  await world.api("PUT", `/api/v1/tasks/${id}/comments`, { comment: "said since" });
  await world.json(["sync"]);
  later();
  await world.api("DELETE", `/api/v1/tasks/${(await serverTask(world, "deleted since")).id}`);
  await world.json(["sync"]);
  await restorable.putBack();
  later();
  await make(world, "after the restore");
  await make(world, "also after the restore");
  await world.task("mine", "modify", "project:garden");
  const found =
    /a backup was put back there: 3 tasks are older .* 2 tasks are others now .*1 task was deleted and is back/;
  await assertRefused(world, ["sync"], found);
  await assertRefused(world, ["repair"], found);
  await assertRefused(world, ["set", `#${id}`, "priority=H"], /a backup was put back there/);
  await world.json(["sync", "--bring-back"]);
  assert.deepEqual(await shown(world), {
    here: [
      "after the restore pending",
      "also after the restore pending",
      "done since completed",
      "made here since pending",
      "made there since pending",
      "mine pending",
      "theirs pending H",
    ],
    there: [
      "after the restore pending 0",
      "also after the restore pending 0",
      "done since completed 0",
      "made here since pending 0",
      "made there since pending 0",
      "mine pending 0",
      "theirs pending 5",
    ],
  });
  const [mine] = await world.export("mine");
  assert.equal(mine?.["project"], "garden");
  const comments = await world.api<readonly object[]>("GET", `/api/v1/tasks/${id}/comments`);
  assert.equal(comments.length, 1);
  await assertNothingLeft(world);
});

Deno.test("N4: what was edited there since a server was put back stays, also where the backup had lost an edit of that", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  for (const title of ["one", "two", "untouched"]) await world.task("add", title);
  await world.json(["sync"]);
  await restorable.backUp();
  later();
  await edit(world, "one", { title: "one, lost" });
  await edit(world, "untouched", { priority: 3 });
  await world.json(["sync"]);
  await restorable.putBack();
  later();
  await edit(world, "one", { title: "one, since" });
  await edit(world, "two", { title: "two, since" });
  await world.task("one", "modify", "priority:H");
  await world.json(["sync", "--bring-back"]);
  assert.deepEqual(await shown(world), {
    here: ["one, since pending H", "two, since pending", "untouched pending H"],
    there: ["one, since pending 3", "two, since pending 0", "untouched pending 3"],
  });
  await assertNothingLeft(world);
});

Deno.test("N4: a server put back to a backup can be taken as it is", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  await world.task("add", "mine");
  await world.json(["sync"]);
  await restorable.backUp();
  later();
  await world.task("add", "made since");
  await edit(world, "mine", { title: "renamed since" });
  await world.json(["sync"]);
  await restorable.putBack();
  later();
  await make(world, "another one");
  await assertRefused(
    world,
    ["sync"],
    /1 task is another one now \(#2 was «made since» and is «another one»\)/,
  );
  await world.json(["sync", "--take-server-as-it-is"]);
  const both = ["another one pending", "mine pending"];
  const { here, there } = await shown(world);
  assert.deepEqual(here, both);
  assert.deepEqual(there, both.map((line) => `${line} 0`));
  await assertNothingLeft(world);
});

Deno.test("N4: a backup that only lacks a task, or only has a deleted one, is told from a deletion", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  await world.task("add", "kept");
  await world.task("add", "deleted");
  await world.json(["sync"]);
  await restorable.backUp();
  later();
  await make(world, "made since");
  await world.json(["sync"]);
  await restorable.putBack();
  await assertRefused(world, ["sync"], /1 task was never made there \(#3 «made since»\)/);
  await world.json(["sync", "--bring-back"]);
  await restorable.backUp();
  later();
  await world.api("DELETE", `/api/v1/tasks/${(await serverTask(world, "deleted")).id}`);
  await world.json(["sync"]);
  await restorable.putBack();
  later();
  await assertRefused(world, ["sync"], /1 task was deleted and is back \(#2 «deleted»\)/);
  await world.json(["sync", "--bring-back"]);
  assert.deepEqual((await shown(world)).there, ["kept pending 0", "made since pending 0"]);
});

Deno.test("N4: a restart, a backup without a change since, and deletions alarm nobody", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  for (const title of ["a", "b", "c"]) await world.task("add", title);
  await world.json(["sync"]);
  await restorable.restart();
  await world.json(["sync"]);
  await restorable.backUp();
  await restorable.putBack();
  later();
  await world.json(["sync", "--full"]);
  await world.api("DELETE", `/api/v1/tasks/${(await serverTask(world, "c")).id}`);
  await world.json(["sync"]);
  later();
  await make(world, "d");
  await edit(world, "a", { priority: 2 });
  await world.json(["sync"]);
  assert.deepEqual((await shown(world)).here, ["a pending M", "b pending", "d pending"]);
});

Deno.test("N4: a daemon under which the server is put back writes nothing more, and ends", async () => {
  await using restorable = await createRestorableWorld();
  const { world, later } = restorable;
  await world.task("add", "mine");
  await world.json(["sync"]);
  await restorable.backUp();
  const daemon = world.start(["serve"]);
  later();
  await edit(world, "mine", { priority: 3 });
  const { promise: ended, resolve } = Promise.withResolvers<Deno.CommandOutput>();
  daemon.output().then(resolve);
  while ((await world.export("mine"))[0]?.["priority"] !== "H") {
    await world.json(["sync"]).catch(() => {});
  }
  await restorable.putBack();
  later();
  await world.task("mine", "modify", "+local");
  const { code, stderr } = await ended;
  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /a backup was put back there: 1 task is older/);
  const { there } = await shown(world);
  assert.deepEqual(there, ["mine pending 0"]);
  assert.deepEqual((await serverTask(world, "mine"))["labels"] ?? [], []);
  assert.match((await world.run(["status"])).stdout, /a backup was put back there/);
});

for (const answer of ["--bring-back", "--take-server-as-it-is"]) {
  Deno.test(`N4: what waited when the server was put back never goes to another task, ${answer}`, async () => {
    await using restorable = await createRestorableWorld();
    const { world, later } = restorable;
    await world.task("add", "mine");
    await world.json(["sync"]);
    await restorable.backUp();
    later();
    await world.task("add", "made since");
    await world.json(["sync"]);
    restorable.cutWrites(true);
    await world.task("made since", "modify", "priority:H");
    await world.task("mine", "modify", "priority:L");
    await world.run(["sync"]);
    restorable.cutWrites(false);
    await restorable.putBack();
    later();
    await make(world, "another one");
    await assertRefused(world, ["sync"], /1 task is another one now/);
    await world.run(["sync", answer]);
    await world.run(["sync"]);
    const expected = ["another one pending 0", "made since pending 3", "mine pending 1"];
    assert.deepEqual((await shown(world)).there, expected);
    await assertNothingLeft(world);
  });
}
