import assert from "node:assert/strict";
import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { answerHeld } from "@/app/held.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import type { SyncSummary } from "@/ports/operations.ts";
import { emptyContent } from "@tests/simulation/taskwarrior/memory_database.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

/** An empty folder in the place of the data, as where a disk is not mounted. */
function putAway({ machine: { taskwarrior, folder } }: RunWorld): { back(): void } {
  const data = taskwarrior.backup();
  const marks = new Map(folder.marks);
  folder.marks.clear();
  taskwarrior.restore({ folder: { files: new Map() }, content: emptyContent });
  taskwarrior.files.setExecutables(taskwarrior.folder, []);
  return {
    back() {
      taskwarrior.restore(data, { inPlace: false });
      for (const [name, mark] of marks) folder.marks.set(name, mark);
    },
  };
}

const here = ({ machine }: RunWorld) =>
  machine.taskwarrior.tasks().map(({ description }) => description).toSorted();
const there = ({ machine }: RunWorld) =>
  machine.vikunja.tasks().map(({ title }) => title).toSorted();
const madeIn = (
  { machine: { taskwarrior, folder } }: RunWorld,
) => [...taskwarrior.files.copyOf(taskwarrior.folder).files.keys(), ...folder.marks.keys()];

const options = { projects: [], full: false, jobs: 1, allowMassDelete: false };
const sync = (world: RunWorld): Promise<SyncSummary> =>
  world.result(createManualSync(world.openRun).run(options, () => {}, signal));
const answer = (world: RunWorld, given: HeldAnswer) =>
  world.result(
    answerHeld({ open: world.openRun, jobs: 1 }, { answer: given, tasks: null }, signal),
  );

async function synced(line: "2" | "3", ...titles: readonly string[]): Promise<RunWorld> {
  const world = runWorld(1, line);
  for (const title of titles) world.task(title);
  await sync(world);
  return world;
}

for (const line of ["2", "3"] as const) {
  for (const titles of [["only"], ["one", "two", "three"]]) {
    Deno.test(`T13 nothing is deleted, nor made in an empty folder, where the data of ${titles.length} are gone (Taskwarrior ${line})`, async () => {
      const world = await synced(line, ...titles);
      const away = putAway(world);
      world.serverTask("new there");
      for (let run = 0; run < 2; run++) {
        const { held, pending, warnings } = await sync(world);
        assert.deepEqual([held, pending], [titles.length, 1]);
        assert.match(warnings.join("\n"), /data are gone from .*\.task, and nobody has said/);
        assert.deepEqual(there(world), [...titles, "new there"].toSorted());
        assert.deepEqual(madeIn(world), []);
      }
      away.back();
      const { held, created } = await sync(world);
      assert.deepEqual([held, created], [undefined, { taskwarrior: 1, vikunja: 0 }]);
      assert.deepEqual(here(world), [...titles, "new there"].toSorted());
      assert.deepEqual(there(world), here(world));
    });
  }

  Deno.test(`T13 an answer makes a list again whose data are gone, or begins a new one (Taskwarrior ${line})`, async () => {
    for (const [given, left] of [["bring back", ["a", "b"]], ["let go", []]] as const) {
      const world = await synced(line, "a", "b");
      putAway(world);
      await sync(world);
      await answer(world, given);
      world.serverTask("since");
      for (let run = 0; run < 2; run++) {
        assert.equal((await sync(world)).held, undefined);
        assert.deepEqual([here(world), there(world)], [[...left, "since"], [...left, "since"]]);
      }
    }
  });
}
