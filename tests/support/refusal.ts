import assert from "node:assert/strict";
import type { Run, TaskObject, World } from "@tests/support/world.ts";

interface Refusal {
  readonly exit: number;
  readonly code: string;
  /** What went wrong, and where. */
  readonly says: RegExp;
  /** How to mend it. */
  readonly hint: RegExp;
}

/** Runs the program twice, for people and for programs, and checks what each is told. */
export async function assertRefuses(
  world: World,
  args: readonly string[],
  { exit, code, says, hint }: Refusal,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const forPeople = await world.run(args, env);
  assert.equal(forPeople.code, exit, shown(forPeople));
  assert.equal(forPeople.stdout, "");
  assert.match(forPeople.stderr, says);
  assert.match(forPeople.stderr, hint);
  const forPrograms = await world.run([...args, "--json"], env);
  assert.equal(forPrograms.code, exit, shown(forPrograms));
  assert.equal(forPrograms.stdout, "");
  const { error } = parsed(forPrograms);
  assert.deepEqual(Object.keys(error), ["code", "message", "hint"]);
  assert.equal(error["code"], code);
  assert.match(String(error["message"]), says);
  assert.match(String(error["hint"]), hint);
}

/** All that either side holds, to be compared before and after, without what moves by itself: urgency, number, favourites. */
export async function everything(world: World): Promise<string> {
  const tasks = (await world.export()).map(({ id: _, urgency: __, ...task }) => task as TaskObject)
    .sort((a, b) => a.uuid < b.uuid ? -1 : 1);
  const projects = (await world.api<readonly { readonly id: number }[]>("GET", "/api/v1/projects"))
    .filter(({ id }) => id > 0);
  return JSON.stringify([tasks, await world.serverTasks(), projects], null, 1);
}

/** That both sides are what they were, and that the next good run carries an edit of each side over. */
export async function assertNothingLost(world: World, before: string): Promise<void> {
  assert.equal(await everything(world), before);
  await world.task("add", "written afterwards");
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "typed afterwards" });
  const summary = await world.json(["sync"]);
  assert.deepEqual([summary["failed"], summary["pending"]], [0, 0], JSON.stringify(summary));
  const titles = (await world.serverTasks()).map((task) => task.title);
  const descriptions = (await world.export()).map((task) => task.description);
  for (const title of ["written afterwards", "typed afterwards"]) {
    assert.ok(titles.includes(title), `${title} in Vikunja`);
    assert.ok(descriptions.includes(title), `${title} in Taskwarrior`);
  }
}

/** A world that has synced a few tasks of each side once. */
export async function syncedWorld(world: World): Promise<World> {
  await world.task("add", "project:garden", "+shop", "Buy seeds");
  await world.task("add", "Call Ann");
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "Pay rent", priority: 5 });
  await world.json(["sync"]);
  return world;
}

function parsed(run: Run): { readonly error: Readonly<Record<string, unknown>> } {
  try {
    return JSON.parse(run.stderr);
  } catch {
    throw new Error(`not one JSON object on stderr:\n${run.stderr}`);
  }
}

export function shown({ code, stdout, stderr }: Run): string {
  return `exit ${code}\nstdout: ${stdout}\nstderr: ${stderr}`;
}
