import assert from "node:assert/strict";
import {
  assertBothHold,
  assertQuiet,
  forTaskwarrior,
  type PlainTask,
  plainTask,
} from "@tests/support/both_sides.ts";
import { isLong } from "@tests/support/long_form.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

const seeded = 10;
const races = isLong ? 5 : 2;

async function newWorld(line: TaskwarriorLine): Promise<[World, PlainTask[]]> {
  const world = await createWorld({ line });
  const tasks = Array.from(
    { length: seeded },
    (_, index) => plainTask(`Task ${index}`, { labels: ["red"], comments: [`of ${index}`] }),
  );
  await world.import(forTaskwarrior(tasks));
  return [world, tasks];
}

/** Edits of both sides, of tasks that may or may not be synced yet; what they come to. */
async function editMeanwhile(world: World, round: number): Promise<readonly PlainTask[]> {
  const here = `Typed here ${round}`;
  const there = `Typed there ${round}`;
  await world.task("add", here, "+fresh");
  await world.api("POST", "/api/v2/projects/1/tasks", { title: there });
  await world.task(`description:${here}`, "modify", "priority:H");
  return [plainTask(here, { labels: ["fresh"], priority: "H" }), plainTask(there)];
}

/** Starts them all at once, edits meanwhile, and gives their exit codes. */
async function race(
  world: World,
  runs: readonly (readonly string[])[],
  edit: () => Promise<readonly PlainTask[]>,
) {
  const started = runs.map((args) => world.start([...args, "--json"]).output());
  const edited = await edit();
  const outputs = await Promise.all(started);
  const texts = outputs.map(({ stdout, stderr }) =>
    new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)
  );
  return { codes: outputs.map(({ code }) => code), texts, edited };
}

const waiting = ["sync", "--lock-timeout", "2m"];
const hasty = ["sync", "--lock-timeout", "0"];

for (const line of ["2.6", "3"] as const) {
  Deno.test(`T11 several sync at once: one writes, the others wait or exit 75, in ${races} first syncs (Taskwarrior ${line})`, async () => {
    for (let round = 1; round <= races; round++) {
      const [opened, tasks] = await newWorld(line);
      await using world = opened;
      await assertRace(world, tasks, round);
    }
  });

  Deno.test(`T11 several sync at once: one writes, the others wait or exit 75, in ${races} later ones (Taskwarrior ${line})`, async () => {
    const [opened, tasks] = await newWorld(line);
    await using world = opened;
    await world.json(["sync"]);
    for (let round = 1; round <= races; round++) await assertRace(world, tasks, round);
  });
}

/** Adds to `tasks` what was edited. */
async function assertRace(world: World, tasks: PlainTask[], round: number): Promise<void> {
  const when = `after race ${round}`;
  const { codes, texts, edited } = await race(
    world,
    [waiting, hasty, waiting],
    () => editMeanwhile(world, round),
  );
  tasks.push(...edited);
  const [first, second, third] = codes;
  assert.deepEqual([first, third], [0, 0], `${when}: ${texts}`);
  assert.ok(second === 0 || second === 75, `${when}: ${texts[1]}`);
  if (second === 75) assert.match(texts[1] ?? "", /"LOCKED"/);
  await world.json(["sync"]);
  await assertBothHold(world, tasks, when);
  await assertQuiet(world, when);
}
