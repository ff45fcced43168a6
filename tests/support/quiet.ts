import assert from "node:assert/strict";
import type { World } from "@tests/support/world.ts";
import { nothingDone } from "@tests/support/nothing_done.ts";
import { everything } from "@tests/support/refusal.ts";

export const lines = ["2.6", "3"] as const;

/** Requests to the server that can change something, since its log was emptied. */
export function serverWrites({ server }: World): readonly string[] {
  return server.log.filter(({ method }) => method !== "GET")
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

/** That so many further runs write nothing on either side. */
export function assertStaysQuiet(
  world: World,
  ...runs: readonly (readonly string[])[]
): Promise<void> {
  return assertWritesNothing(world, runs, 0);
}

/** The same while so many conflicts wait for a pick, which each run says. */
export function assertStaysUndecided(
  world: World,
  undecided: number,
  ...runs: readonly (readonly string[])[]
): Promise<void> {
  return assertWritesNothing(world, runs, undecided);
}

async function assertWritesNothing(
  world: World,
  runs: readonly (readonly string[])[],
  waiting: number,
): Promise<void> {
  const before = await everything(world);
  world.server.resetLog();
  for (const args of runs.length === 0 ? [["sync", "--full"]] : runs) {
    const { created, updated, deleted, conflicts, pending, failed, undecided = 0 } = await world
      .json(args, waiting === 0 ? 0 : 3);
    assert.deepEqual(
      { created, updated, deleted, conflicts, pending, failed, undecided },
      { ...nothingDone, undecided: waiting },
    );
  }
  assert.deepEqual(serverWrites(world), []);
  assert.equal(await everything(world), before);
}

/** The server's task of that title; throws unless there is exactly one. */
export async function serverTask(world: World, title: string) {
  const found = (await world.serverTasks()).filter((task) => task.title === title);
  const [task] = found;
  if (task === undefined || found.length > 1) throw new Error(`${found.length} × ${title}`);
  return task;
}

/** Taskwarrior's task of that description, deleted ones left out; throws unless there is exactly one. */
export async function localTask(world: World, description: string) {
  const found = (await world.export("status.not:deleted")).filter((task) =>
    task.description === description
  );
  const [task] = found;
  if (task === undefined || found.length > 1) throw new Error(`${found.length} × ${description}`);
  return task;
}

/** Writes named fields of a task as Vikunja's own bulk call does, the rest untouched. */
export async function edit(
  world: World,
  title: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { id } = await serverTask(world, title);
  await world.api("PATCH", `/api/v2/tasks/${id}`, values);
}
