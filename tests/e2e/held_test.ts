import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, localTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { hookedDaemon } from "@tests/support/at_once.ts";
import { until } from "@tests/support/until.ts";

interface Held {
  readonly held: readonly {
    readonly task: string;
    readonly title: string;
    readonly side: string;
  }[];
}

const count = 14;

/** Linked tasks with all that they can have, and one more. */
async function linkedWorld(line: (typeof lines)[number]): Promise<World> {
  const world = await createWorld({ line });
  await world.import(Array.from({ length: count }, (_, n) => ({
    description: `task ${n}`,
    project: "garden",
    tags: ["shop"],
    due: "20270301T100000Z",
    wait: "20270201T100000Z",
    annotations: [{ entry: "20260101T100000Z", description: `said of ${n}` }],
  })));
  await world.task("add", "stays");
  await world.json(["sync"]);
  return world;
}

const held = async (world: World) => await world.run(["held", "--json"]);
const titles = async (world: World) =>
  (await world.serverTasks()).map(({ title }) => title).toSorted();
const all = ["stays", ...Array.from({ length: count }, (_, n) => `task ${n}`)].toSorted();

async function deleteThere(world: World): Promise<void> {
  for (const { id, title } of await world.serverTasks()) {
    if (title !== "stays") await world.api("DELETE", `/api/v2/tasks/${id}`);
  }
}

for (const line of lines) {
  Deno.test(`P1 what went from Vikunja is held, listed with titles, and brought back whole, or goes (Taskwarrior ${line})`, async () => {
    await using world = await linkedWorld(line);
    await deleteThere(world);
    await world.task("stays", "modify", "priority:H");
    assert.equal((await world.run(["sync"])).code, 3);
    assert.equal((await world.serverTasks())[0]?.["priority"], 3, "all else goes on");
    const list = await held(world);
    assert.equal(list.code, 3);
    const tasks = (JSON.parse(list.stdout) as Held).held;
    assert.deepEqual(tasks.map(({ title }) => title).toSorted(), all.slice(1));
    assert.ok(tasks.every(({ side }) => side === "vikunja"));
    const status = await world.run(["status"]);
    assert.equal(status.code, 3);
    assert.match(status.stdout, /held back: 14 tasks gone from Vikunja/);
    const first = tasks.find(({ title }) => title === "task 3")?.task ?? "";
    const gone = await world.run(["held", "let-go", first]);
    assert.equal(gone.code, 3, gone.stderr);
    assert.match(gone.stdout, /"task 3": goes from Taskwarrior too[^]*13 deletions still held/);
    assert.equal((await world.run(["held", "let-go", first])).code, 4);
    const back = await world.run(["held", "bring-back"]);
    assert.equal(back.code, 0, back.stderr);
    assert.deepEqual(await titles(world), all.filter((title) => title !== "task 3"));
    const [again] = (await world.serverTasks()).filter(({ title }) => title === "task 5");
    assert.deepEqual(
      (again?.["labels"] as readonly { readonly title: string }[]).map(({ title }) => title),
      ["shop"],
    );
    const comments = await world.api("GET", `/api/v1/tasks/${again?.id}/comments`);
    assert.match(JSON.stringify(comments), /said of 5/);
    const mine = await localTask(world, "task 5");
    assert.deepEqual([mine["wait"], mine["due"]], ["20270201T100000Z", "20270301T100000Z"]);
    assert.equal((await held(world)).code, 0);
    await assertStaysQuiet(world);
  });

  Deno.test(`P1 what went from Taskwarrior is held, and undeleted there with all it had (Taskwarrior ${line})`, async () => {
    await using world = await linkedWorld(line);
    const before = await world.export("description:task 7");
    await world.task("rc.bulk=0", "project:garden", "delete");
    await edit(world, "stays", { priority: 3 });
    assert.equal((await world.run(["sync"])).code, 3);
    assert.equal((await localTask(world, "stays"))["priority"], "H");
    assert.deepEqual(await titles(world), all);
    const back = await world.run(["held", "bring-back"]);
    assert.equal(back.code, 0, back.stderr);
    const [after] = await world.export("description:task 7");
    const shown = (task: Record<string, unknown> | undefined) => {
      const { id: _, urgency: __, modified: ___, annotations: ____, ...rest } = task ?? {};
      return rest;
    };
    assert.deepEqual(shown(after), shown(before[0]));
    assert.match(JSON.stringify(after), /said of 7/);
    assert.deepEqual(await titles(world), all);
    await assertStaysQuiet(world);
  });
}

Deno.test("P1 the daemon holds only the deletions, says so after a restart too, and answers by its socket", async () => {
  await using world = await linkedWorld("3");
  const first = await hookedDaemon(world);
  await deleteThere(world);
  await first.said(/MASS_DELETE/);
  await until(
    "all held",
    async () => (JSON.parse((await held(world)).stdout) as Held).held.length >= 4,
  );
  await first.stop();
  assert.equal((await world.run(["status"])).code, 3, "without a daemon as well");
  const daemon = await world.serve();
  await world.task("stays", "modify", "priority:H");
  await until(
    "the edit",
    async () =>
      (await world.serverTasks()).some(({ title, priority }) =>
        title === "stays" && priority === 3
      ),
  );
  assert.equal((await held(world)).code, 3);
  const back = await world.run(["held", "bring-back"]);
  assert.equal(back.code, 0, back.stderr);
  assert.equal((await held(world)).code, 0);
  await daemon.stop();
  const left = await world.export("status.not:deleted");
  assert.equal((await world.serverTasks()).length, left.length);
});
