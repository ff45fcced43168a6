import assert from "node:assert/strict";
import { createSetup } from "@/app/setup/init.ts";
import type { AdoptReport } from "@/ports/setup.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";
import { setupWorld, stateDir } from "@tests/support/setup_world.ts";

const file = "/home/ada/pairs";

/** `init --adopt` with a file of that text; `null`: without one. */
async function adopted(world: RunWorld, text: string | null): Promise<AdoptReport> {
  const { deps, files } = await setupWorld();
  if (text !== null) await files.replace(file, text, 0o600);
  const setup = createSetup({ ...deps, openRun: () => world.openRun });
  return await world.result(setup.adopt(text === null ? null : file, signal));
}

for (
  const [form, write] of [
    ["JSON", (uuid: string, id: number) => JSON.stringify({ [uuid]: id })],
    ["CSV", (uuid: string, id: number) => `uuid,vikunja_id\n${uuid},${id}\n`],
  ] as const
) {
  Deno.test(`init --adopt links the pairs of a ${form} file, and nothing the second time`, async () => {
    const world = runWorld();
    const uuid = world.task("Other words here");
    const id = world.serverTask("Than there");
    const text = write(uuid, id);
    assert.deepEqual(await adopted(world, text), { linked: 1, before: 0, leftOut: [] });
    assert.deepEqual(await adopted(world, text), { linked: 0, before: 1, leftOut: [] });
    await world.sync();
    const titles = world.machine.vikunja.tasks().map(({ title }) => title);
    assert.equal(titles.length, 1);
    assert.deepEqual(world.machine.taskwarrior.tasks().map((task) => task["description"]), titles);
  });
}

Deno.test("init --adopt takes the vikunja_id annotations of an earlier syncer", async () => {
  const world = runWorld();
  const id = world.serverTask("Milk");
  const uuid = world.task("Milk");
  world.machine.taskwarrior.person.run({ kind: "annotate", uuid, text: `vikunja_id: ${id}` });
  assert.equal((await adopted(world, null)).linked, 1);
  await world.sync();
  assert.equal(world.machine.vikunja.tasks().length, 1);
});

Deno.test("init --adopt takes a pair of the file over an annotation", async () => {
  const world = runWorld();
  const [noted, meant] = [world.serverTask("Noted"), world.serverTask("Meant")];
  const uuid = world.task("Milk");
  world.machine.taskwarrior.person.run({ kind: "annotate", uuid, text: `vikunja_id: ${noted}` });
  const { linked, leftOut } = await adopted(world, `${uuid},${meant}\n`);
  assert.deepEqual([linked, leftOut], [1, []]);
});

Deno.test("init --adopt guesses nothing: what is not there, linked or named twice is left out and said", async () => {
  const world = runWorld();
  const [one, two, three, four] = ["One", "Two", "Three", "Four"].map(world.task);
  const id = world.serverTask("Milk");
  const other = world.serverTask("Bread");
  const nobody = "00000000-0000-4000-8000-000000000000";
  await adopted(world, `${four},${other}\n`);
  const pairs = [[one, id], [two, id], [three, 4711], [nobody, 99], [four, 12], [nobody, other]];
  const { linked, leftOut } = await adopted(world, JSON.stringify(pairs.slice(0, 5)));
  assert.equal(linked, 0);
  assert.deepEqual(leftOut.map(({ reason }) => reason), [
    "named more than once: say which one is meant",
    "named more than once: say which one is meant",
    "Taskwarrior has no such task",
    `the task is linked with #${other}`,
    "Vikunja has no such task",
  ]);
  assert.equal(leftOut[0]?.pair, `${one} #${id}`);
});

Deno.test("init --adopt refuses a file without pairs, one that is not there, and beside a daemon", async () => {
  const world = runWorld();
  const refused = { code: "CONFIG", message: /no line of .* has a UUID and an id/ };
  await assert.rejects(adopted(world, "uuid,vikunja_id\n"), refused);
  const { deps, ...setup } = await setupWorld();
  const adopt = () => createSetup({ ...deps, openRun: () => world.openRun }).adopt("gone", signal);
  await assert.rejects(adopt(), { code: "CONFIG", message: /^Cannot read gone: there is no such/ });
  await setup.files.replace("/home/ada/desk/gone", `${world.task("a")},1\n`, 0o600);
  const info = { version: deps.version, pid: 4711, stateDir, listen: null };
  const daemons = {
    ...deps.daemons,
    connect: () => Promise.resolve({ info, ask: () => Promise.reject(new Error("not asked")) }),
  };
  const beside = createSetup({ ...deps, daemons, openRun: () => world.openRun });
  await assert.rejects(beside.adopt("gone", signal), {
    code: "LOCKED",
    message: /while the daemon \(process 4711\) has the log/,
  });
});
