import assert from "node:assert/strict";
import { type Chance, pick } from "@tests/simulation/chance.ts";
import { isLong } from "@tests/support/long_form.ts";
import { type TwoLists, twoLists, type TwoListsSide } from "@tests/support/two_lists.ts";

/** In the first one a task goes over that has the number of a new one there: whose note it is shows. */
const lives = isLong ? Array.from({ length: 400 }, (_, at) => at + 1) : [97, 1, 2, 3, 4, 5, 6];
const steps = 40;

/** Something that a person does at one of the three places, or a sync, now and then killed in its middle. */
async function takeStep(lists: TwoLists, step: number): Promise<void> {
  const { chance, home, work, taskwarrior } = lists;
  const { person } = taskwarrior;
  const what = chance();
  const some = [...lists.here()].filter(([, { title }]) => !title.startsWith("stays"));
  const [uuid = ""] = some.length === 0 ? [] : pick(some, chance);
  if (what < 0.15) {
    const project = chance() < 0.5 ? { project: "Work" } : {};
    person.run({ kind: "add", set: { description: `here ${step}`, ...project } });
  } else if (what < 0.3 && uuid !== "") {
    const project = chance() < 0.5 ? "Work" : "House";
    person.run({ kind: "modify", uuid, set: { project } });
  } else if (what < 0.4 && uuid !== "") {
    person.run({ kind: "modify", uuid, set: { description: `renamed ${step}` } });
  } else if (what < 0.45 && uuid !== "") person.run({ kind: "done", uuid });
  else if (what < 0.65) editThere(chance() < 0.5 ? home : work, step, chance);
  else {
    const killedAfterMs = chance() < 0.3 ? Math.ceil(chance() * 800) : null;
    await (chance() < 0.5 ? home : work).sync(killedAfterMs);
  }
  await lists.pass(3_000 + chance() * 5_000);
}

function editThere({ machine: { vikunja } }: TwoListsSide, step: number, chance: Chance): void {
  const { person } = vikunja;
  const tasks = vikunja.tasks();
  const free = tasks.filter(({ title }) => !title.startsWith("stays"));
  if (chance() < 0.3 || free.length === 0) {
    return void person.take({ kind: "add", title: `there ${step}`, project: chance() });
  }
  const one = pick(free, chance);
  const task = (tasks.findIndex(({ id }) => id === one.id) + 0.5) / tasks.length;
  const edit = chance() < 0.8
    ? { field: "title", value: `there ${step}` } as const
    : { field: "done", value: true } as const;
  person.take({ kind: "edit", task, edit });
}

/** What goes against the promise that each task is of one server, by its project, and the same there. */
function faultsOf(lists: TwoLists): readonly string[] {
  const here = lists.here();
  const sides = [["home", lists.home], ["work", lists.work]] as const;
  const faults = twice("in Taskwarrior", [...here.values()].map(({ title }) => title));
  const isOf = {
    work: (path: string) => /^Work(\/|$)/.test(path),
    home: (path: string) => !/^Work(\/|$)/.test(path),
  };
  for (const [name, side] of sides) {
    const { reader } = side.log();
    const there = side.there();
    const asked = new Set(reader.conflictList().map(({ task }) => task));
    faults.push(...twice(`at ${name}`, [...there.values()].map(({ title }) => title)));
    for (const [uuid, task] of here) {
      if (!isOf[name](task.project) || asked.has(uuid)) continue;
      const id = reader.vikunjaIdOf(uuid);
      const other = id === null ? undefined : there.get(String(id));
      if (JSON.stringify(other) !== JSON.stringify(task)) {
        faults.push(`at ${name}: ${JSON.stringify(task)} is ${JSON.stringify(other)}`);
      }
    }
    for (const [id, task] of there) {
      const uuid = reader.streamOf(Number(id));
      if (uuid !== null && (reader.isOutside(uuid) || asked.has(uuid))) continue;
      if (uuid === null || !here.has(uuid)) {
        faults.push(`at ${name}: «${task.title}» (#${id}) is nowhere in Taskwarrior`);
      }
    }
  }
  return faults;
}

function twice(where: string, titles: readonly string[]): string[] {
  return titles.filter((title, at) => titles.indexOf(title) !== at)
    .map((title) => `${where}: «${title}» is there twice`);
}

for (const seed of lives) {
  const line = seed % 2 === 0 ? "2" : "3";
  Deno.test(`two profiles on one list keep each task on its own server through edits, moves and kills (life ${seed}, Taskwarrior ${line})`, async () => {
    const lists = twoLists(seed, line);
    for (const project of ["Work", "House"]) {
      for (const n of [1, 2]) {
        lists.taskwarrior.person.run({
          kind: "add",
          set: { description: `stays ${project} ${n}`, project },
        });
      }
    }
    await lists.home.sync(null);
    await lists.work.sync(null);
    for (let step = 0; step < steps; step++) await takeStep(lists, step);
    for (let round = 0; round < 3; round++) {
      await lists.home.sync(null);
      await lists.pass(90_000);
      await lists.work.sync(null);
      await lists.pass(90_000);
    }
    assert.deepEqual(faultsOf(lists), []);
  });
}
