import assert from "node:assert/strict";
import { assertStaysQuiet, lines, localTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const within = ["--finished-within", "90d"];

const titles = async (world: World) =>
  (await world.serverTasks()).map(({ title }) => title).toSorted();

function finished(description: string, year: number, values: object = {}) {
  const at = (month: string) => `${year}${month}01T000000Z`;
  return { description, status: "completed", entry: at("01"), end: at("02"), ...values };
}

for (const line of lines) {
  Deno.test(`R24: tasks finished long ago stay in Taskwarrior until they are reopened (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.import([
      finished("one of 2020", 2020, { tags: ["old"] }),
      finished("one of 2021", 2021),
    ]);
    await world.task("add", "open");
    const first = await world.run(["sync", ...within]);
    assert.equal(first.code, 0, first.stderr);
    const said = /^2 tasks finished more than 90 days ago stay in Taskwarrior only$/m;
    assert.match(first.stderr, said);
    assert.deepEqual(await titles(world), ["open"]);
    await assertStaysQuiet(world, ["sync", "--full", ...within], ["sync", ...within]);

    const { uuid } = await localTask(world, "one of 2020");
    await world.task(uuid, "modify", "status:pending", "end:");
    const other = await localTask(world, "one of 2021");
    await world.task(other.uuid, "annotate", "still done");
    await world.json(["sync", ...within]);
    assert.deepEqual(await titles(world), ["one of 2020", "open"]);

    await world.task("open", "modify", `depends:${other.uuid}`);
    await world.json(["sync", ...within]);
    assert.deepEqual(await titles(world), ["one of 2020", "one of 2021", "open"]);
    await assertStaysQuiet(world, ["sync", "--full"]);
  });
}

Deno.test("R24: a daemon goes by the file, and a sync that it does for somebody by what that one asks for", async () => {
  await using world = await createWorld();
  const end = new Date(Date.now() - 200 * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, "");
  await world.import([{ ...finished("old", 2020), end }]);
  await world.task("add", "open");
  const config = `${world.folder}/finished.toml`;
  await Deno.writeTextFile(config, 'finished_within = "90d"\n');
  await world.serve(["--listen", "127.0.0.1:0", "--config", config]);
  const { notes } = await world.json<{ notes: readonly string[] }>(["sync", "--full"]);
  assert.equal(notes.length, 1);
  assert.deepEqual(await titles(world), ["open"]);
  await world.json(["sync", "--full", "--finished-within", "300d"]);
  assert.deepEqual(await titles(world), ["old", "open"]);
});
