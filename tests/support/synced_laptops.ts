import assert from "node:assert/strict";
import { type Person, personAt } from "@tests/support/synced_world.ts";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";
import { udaLines } from "@tests/support/uda_lines.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** No `task`, and none of its files, are to be had. */
export const noTask = {
  VIKUNJA_SYNC_TASK: "",
  TASKRC: "/nowhere/taskrc",
  TASKDATA: "/nowhere/data",
  PATH: "/usr/bin:/bin",
};

export interface Meeting {
  readonly world: World;
  readonly laptops: ReadonlyMap<string, Person>;
  /** The folder where all meet. */
  readonly place: string;
  /** Our `sync`, which may end so; what it says. */
  sync(codes?: readonly number[]): Promise<string>;
}

/** Our program without a `task`, and laptops of people that sync by the same folder. */
export async function withLaptops(
  names: readonly string[],
  body: (meeting: Meeting) => Promise<void>,
): Promise<void> {
  await using given = new AsyncDisposableStack();
  const world = given.use(await createWorld());
  const place = `${world.folder}/shared`;
  await Deno.mkdir(place);
  const text = `taskwarrior = "sync"\npoll_every = "1s"\n[sync]\nserver_dir = "${place}"\n`;
  await Deno.writeTextFile(`${world.folder}/config.toml`, text);
  const rc = [...udaLines, `sync.local.server_dir=${place}`];
  const laptops = new Map<string, Person>();
  for (const name of names) {
    laptops.set(name, personAt(given.use(await createTaskwarrior("3", { rc }))));
  }
  async function sync(codes: readonly number[] = [0]): Promise<string> {
    const run = await world.run(["sync"], noTask);
    assert.ok(codes.includes(run.code), `exit ${run.code}: ${run.stdout}${run.stderr}`);
    return run.stdout + run.stderr;
  }
  await body({ world, laptops, place, sync });
}
