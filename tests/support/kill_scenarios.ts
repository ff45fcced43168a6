import assert from "node:assert/strict";
import {
  assertBothHold,
  assertQuiet,
  forTaskwarrior,
  type PlainTask,
  plainTask,
  putIntoVikunja,
} from "@tests/support/both_sides.ts";
import {
  createKillable,
  type Extent,
  type Killable,
  type Moment,
} from "@tests/support/killable.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

/** A situation that can be made again and again, each time to be synced by a run that is killed. */
interface Scenario extends AsyncDisposable {
  /** Makes the situation; what both sides must hold in the end. */
  next(): Promise<{ readonly killable: Killable; readonly expected: readonly PlainTask[] }>;
}

export type ScenarioName = "to Vikunja" | "to Taskwarrior" | "edits of both sides";

export function createScenario(
  name: ScenarioName,
  line: TaskwarriorLine,
  count: number,
): Promise<Scenario> {
  switch (name) {
    case "to Vikunja":
      return Promise.resolve(firstSync(line, async ({ world }) => {
        const tasks = someTasks(count, ["Home.Garden", null, "Work"]);
        await world.import(forTaskwarrior(tasks));
        return tasks;
      }));
    case "to Taskwarrior":
      return Promise.resolve(firstSync(line, async ({ world }) => {
        const tasks = someTasks(count, [null]);
        await putIntoVikunja(world, tasks);
        return tasks;
      }));
    case "edits of both sides":
      return editing(line, count);
  }
}

function someTasks(count: number, projects: readonly (string | null)[]): readonly PlainTask[] {
  return Array.from({ length: count }, (_, index) =>
    plainTask(`Task ${index}`, {
      project: projects[index % projects.length] ?? null,
      labels: index % 3 === 0 ? ["green", "red"] : [],
      comments: index % 4 === 0 ? [`first of ${index}`, `second of ${index}`] : [],
      priority: ([null, "L", "M", "H"] as const)[index % 4] ?? null,
      due: index % 2 === 0 ? null : "2027-03-04T05:06:07Z",
      done: index % 7 === 6,
    }));
}

function firstSync(
  line: TaskwarriorLine,
  seed: (killable: Killable) => Promise<readonly PlainTask[]>,
): Scenario {
  let last: Killable | null = null;
  return {
    async next() {
      await last?.[Symbol.asyncDispose]();
      last = await createKillable(line);
      return { killable: last, expected: await seed(last) };
    },
    [Symbol.asyncDispose]: () => last?.[Symbol.asyncDispose]() ?? Promise.resolve(),
  };
}

/** One world, in which both sides are edited before each run. */
async function editing(line: TaskwarriorLine, count: number): Promise<Scenario> {
  const killable = await createKillable(line);
  const { world } = killable;
  const tasks = new Map(someTasks(count, [null, "Work"]).map((task) => [task.title, task]));
  await world.import(forTaskwarrior([...tasks.values()]));
  await world.json(["sync"]);
  let round = 0;

  const change = (title: string, patch: Partial<PlainTask>) => {
    const task = tasks.get(title);
    if (task === undefined) throw new Error(`no ${title}`);
    tasks.delete(title);
    tasks.set(patch.title ?? title, { ...task, ...patch });
  };

  async function edit(): Promise<void> {
    round++;
    const titles = [...tasks.keys()].filter((title) => tasks.get(title)?.done === false);
    const [one, two, three, four, five, six, seven, eight] = titles as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const uuids = new Map((await world.export()).map((task) => [task.description, task.uuid]));
    const ids = new Map((await world.serverTasks()).map((task) => [task.title, task.id]));
    const here = (title: string, ...args: string[]) =>
      world.task(String(uuids.get(title)), ...args);
    const there = (title: string, values: object) =>
      world.api("PATCH", `/api/v2/tasks/${ids.get(title)}`, values);

    await here(one, "modify", `One of ${round}`, "priority:M");
    change(one, { title: `One of ${round}`, priority: "M" });
    await here(two, "annotate", `seen ${round}`);
    change(two, { comments: [...tasks.get(two)?.comments ?? [], `seen ${round}`].sort() });
    await here(three, "done");
    change(three, { done: true });
    await here(four, "delete");
    tasks.delete(four);
    await world.task("add", `New here ${round}`, "+fresh", "project:Work");
    tasks.set(
      `New here ${round}`,
      plainTask(`New here ${round}`, { labels: ["fresh"], project: "Work" }),
    );

    const due = `2028-01-${String(round % 28 + 1).padStart(2, "0")}T00:00:00Z`;
    await there(two, { due_date: due });
    change(two, { due });
    await there(five, { title: `Five of ${round}`, priority: 3 });
    change(five, { title: `Five of ${round}`, priority: "H" });
    await world.api("POST", `/api/v2/tasks/${ids.get(six)}/comments`, { comment: `read ${round}` });
    change(six, { comments: [...tasks.get(six)?.comments ?? [], `read ${round}`].sort() });
    await there(seven, { done: true });
    change(seven, { done: true });
    await world.api("DELETE", `/api/v2/tasks/${ids.get(eight)}`);
    tasks.delete(eight);
    for (const number of [1, 2, 3]) {
      const title = `New there ${round}.${number}`;
      await world.api("POST", "/api/v2/projects/1/tasks", { title });
      tasks.set(title, plainTask(title));
    }
    const more = [1, 2].map((number) =>
      plainTask(`More here ${round}.${number}`, { comments: ["x"] })
    );
    await world.import(forTaskwarrior(more));
    for (const task of more) tasks.set(task.title, task);
  }

  return {
    async next() {
      await edit();
      return { killable, expected: [...tasks.values()] };
    },
    [Symbol.asyncDispose]: () => killable[Symbol.asyncDispose](),
  };
}

/** How far an undisturbed run reaches. */
export async function extentOf(scenario: Scenario): Promise<Extent> {
  const { killable, expected } = await scenario.next();
  const extent = await killable.measure();
  await assertBothHold(killable.world, expected, "after an undisturbed run");
  return extent;
}

/** `rest`: also that nothing is left to do afterwards. False: the run was over before it could be killed. */
export async function killAndRecover(
  scenario: Scenario,
  moment: Moment,
  { rest }: { readonly rest: boolean },
): Promise<boolean> {
  const { killable, expected } = await scenario.next();
  const { world } = killable;
  const when = `after a kill at ${JSON.stringify(moment)}`;
  const isKilled = await killable.killAt(moment);
  await syncToTheEnd(killable, when);
  await assertBothHold(world, expected, when);
  if (rest) await assertQuiet(world, when);
  return isKilled;
}

/** One run, or two where the first leaves something for the next; nothing counts as a conflict. */
async function syncToTheEnd({ world }: Killable, when: string): Promise<void> {
  for (const isLast of [false, true]) {
    const summary = await world.json(["sync"]);
    const { conflicts, failed, pending } = summary;
    assert.deepEqual({ conflicts, failed }, { conflicts: 0, failed: 0 }, when);
    if (pending === 0) return;
    assert.ok(!isLast, `still pending ${when}: ${JSON.stringify(summary)}`);
  }
}
