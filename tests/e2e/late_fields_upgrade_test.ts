import assert from "node:assert/strict";
import { forgetLateFields } from "@tests/support/log_of_before.ts";
import { assertStaysQuiet, edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const ends = "2031-03-05T10:00:00Z";

/** Four pairs in a log that knows neither field, and what their users had there beside it all the same. */
async function beforeUpgrade(world: World): Promise<void> {
  for (const title of ["both", "ours", "none", "afar"]) await world.task("add", title);
  await world.json(["sync"]);
  forgetLateFields(`${world.folder}/state/log.db`);
  await world.task("ours", "modify", `ends:${ends}`, "progress:40");
  await edit(world, "afar", { end_date: ends, percent_done: 0.7 });
  await world.task("both", "modify", `ends:${ends}`, "progress:40");
  await edit(world, "both", { end_date: "2032-01-01T00:00:00Z", percent_done: 0.4 });
}

async function held(world: World, title: string): Promise<readonly unknown[]> {
  const [ours, theirs] = [await localTask(world, title), await serverTask(world, title)];
  return [ours["ends"], ours["progress"], theirs["end_date"], theirs["percent_done"]];
}

for (const line of lines) {
  Deno.test(`sync() with a log of before takes no unknown field for an edit, and erases none (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await beforeUpgrade(world);
    const { conflicts } = await world.json(["sync"], 3);
    assert.deepEqual(await held(world, "ours"), ["20310305T100000Z", 40, ends, 0.4]);
    assert.deepEqual(await held(world, "afar"), ["20310305T100000Z", 70, ends, 0.7]);
    assert.deepEqual(await held(world, "none"), [undefined, undefined, "0001-01-01T00:00:00Z", 0]);
    const [date, percent, theirDate, theirPercent] = await held(world, "both");
    assert.deepEqual([percent, theirPercent], [40, 0.4]);
    assert.equal(String(theirDate).replace(/[-:]/g, ""), date);
    assert.equal(conflicts, 1);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
  });
}
