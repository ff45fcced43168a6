import assert from "node:assert/strict";
import { copy } from "@tests/support/copy_folder.ts";
import { edit, lines, serverTask } from "@tests/support/quiet.ts";
import { assertNothingLeft, assertRefused, shown } from "@tests/support/restored.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** Some tasks, a backup of Taskwarrior's data, and changes of all kinds since. */
async function changedSinceBackup(world: World): Promise<string> {
  for (const title of ["renamed", "done", "said", "tagged"]) await world.task("add", title);
  await world.json(["sync"]);
  const backup = `${world.folder}/backup`;
  await copy(world.env["TASKDATA"] ?? "", backup);
  await edit(world, "renamed", { title: "renamed since", priority: 3 });
  await edit(world, "done", { done: true });
  const { id } = await serverTask(world, "said");
  await world.api("PUT", `/api/v1/tasks/${id}/comments`, { comment: "said since" });
  await world.task("tagged", "modify", "+since");
  await world.task("add", "made here since");
  await world.json(["sync"]);
  return backup;
}

async function putBack(world: World, backup: string): Promise<void> {
  const data = world.env["TASKDATA"] ?? "";
  await Deno.remove(data, { recursive: true });
  await copy(backup, data);
}

for (const line of lines) {
  Deno.test(`N5: Taskwarrior data put back to a backup are noticed, and what they lost is brought back (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const backup = await changedSinceBackup(world);
    await putBack(world, backup);
    await world.task("add", "after the restore");
    await edit(world, "tagged", { title: "tagged, after the restore" });
    await assertRefused(
      world,
      ["sync"],
      /Taskwarrior's data are not as they were, a backup was put back there/,
    );
    await world.json(["sync", "--bring-back"]);
    assert.deepEqual(await shown(world), {
      here: [
        "after the restore pending",
        "done completed",
        "made here since pending",
        "renamed since pending H",
        "said pending",
        "tagged, after the restore pending since",
      ],
      there: [
        "after the restore pending 0",
        "done completed 0",
        "made here since pending 0",
        "renamed since pending 3",
        "said pending 0",
        "tagged, after the restore pending 0",
      ],
    });
    const [said] = await world.export("said");
    assert.match(JSON.stringify(said?.["annotations"]), /said since/);
    await assertNothingLeft(world);
  });

  Deno.test(`N5: only the data files are put back, without the mark, or the mark is gone as well (Taskwarrior ${line})`, async () => {
    for (const isMarkLeft of [true, false]) {
      await using world = await createWorld({ line });
      const backup = await changedSinceBackup(world);
      await Deno.remove(`${backup}/vikunja-sync.engine`);
      const data = world.env["TASKDATA"] ?? "";
      for (const { name } of [...Deno.readDirSync(data)]) {
        if (isMarkLeft && name === "vikunja-sync.engine") continue;
        await Deno.remove(`${data}/${name}`, { recursive: true });
      }
      await copy(backup, data);
      await assertRefused(world, ["sync"], /a backup was put back there/);
    }
  });

  Deno.test(`N5: data put back to a backup can be taken as they are (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await putBack(world, await changedSinceBackup(world));
    // What is taken back together with other fields is kept as a conflict.
    await world.json(["sync", "--take-taskwarrior-as-it-is"], 3);
    assert.deepEqual((await shown(world)).there, [
      "done pending 0",
      "renamed pending 0",
      "said pending 0",
      "tagged pending 0",
    ]);
    await assertNothingLeft(world);
  });

  Deno.test(`N5: undo, a copy of the data as they are, and a folder that was moved alarm nobody (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const data = world.env["TASKDATA"] ?? "";
    for (const title of ["Call", "b"]) await world.task("add", title);
    await world.json(["sync"]);
    await world.task("Call", "modify", "priority:H");
    await world.json(["sync"]);
    await world.task("undo");
    await world.json(["sync"]);
    await world.task("add", "c");
    await world.json(["sync"]);
    await Deno.rename(data, `${data}.away`);
    await copy(`${data}.away`, data);
    await world.json(["sync"]);
    await world.task("add", "d");
    await world.json(["sync"]);
    await Deno.rename(data, `${data}.moved`);
    const moved = {
      TASKDATA: `${data}.moved`,
    };
    await Deno.mkdir(data);
    const run = await world.run(["sync"], moved);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual((await shown(world)).there, [
      "Call pending 0",
      "b pending 0",
      "c pending 0",
      "d pending 0",
    ]);
  });
}
