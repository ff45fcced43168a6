import assert from "node:assert/strict";
import type { Task } from "@/domain/task.ts";
import { EngineWorld, type LifeOptions } from "@tests/support/engine_world.ts";

/** Counts steps to the outside, and ends the process, as far as anybody can tell, before the k-th. */
function createGate(lastStep: number) {
  let step = 0;
  let die = () => {};
  const died = new Promise<"died">((resolve) => die = () => resolve("died"));
  const pass = (): Promise<void> => {
    if (step++ < lastStep) return Promise.resolve();
    die();
    return new Promise(() => {});
  };
  const options: LifeOptions = {
    store: (store) => ({
      ...store,
      append: async (appends) => {
        await pass();
        const stored = await store.append(appends);
        await pass();
        return stored;
      },
    }),
    replica: () => ({ beforeWrite: pass, afterWrite: pass }),
    maxBatch: 2,
  };
  return { options, died };
}

/** Pairs that agree, then edits of all kinds on both sides. */
async function started(): Promise<EngineWorld> {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 4);
  world.addTasks("vikunja", 2);
  await world.live().sync();
  world.pass(60);
  world.taskwarrior.edit("0000-0", { title: "edited", labels: ["x"] });
  world.taskwarrior.comment("0000-0", "ours");
  world.vikunja.edit(remoteOf(world, "0000-0"), { notes: "theirs", labels: ["y"] });
  world.vikunja.comment(remoteOf(world, "0000-0"), "theirs");
  world.taskwarrior.edit("0000-1", { title: "left" });
  world.vikunja.edit(remoteOf(world, "0000-1"), { title: "right" });
  world.taskwarrior.remove("0000-2");
  world.vikunja.remove(remoteOf(world, "0000-3"));
  world.taskwarrior.edit("0000-3", { notes: "kept" });
  world.vikunja.edit(remoteOf(world, "born-7"), {
    done: true,
    dueAt: "2026-02-01T00:00:00Z",
    repetition: { everySeconds: 86_400, mode: 0 },
  });
  world.taskwarrior.add({ ...taskOf(world, "0000-0"), title: "new here" }, "0000-new");
  world.taskwarrior.comment("0000-new", "with a comment");
  world.vikunja.add({ ...taskOf(world, "0000-0"), title: "new there" });
  return world;
}

function taskOf(world: EngineWorld, id: string): Task {
  return { ...world.taskwarrior.tasks.get(id)?.task as Task, comments: [], labels: [] };
}

function remoteOf(world: EngineWorld, streamId: string): string {
  return String(world.state(streamId).vikunjaId);
}

/** All that people see, without ids and stamps. */
function visible(world: EngineWorld) {
  const shown = ({ doneAt: _, comments, ...task }: Task) =>
    JSON.stringify({ ...task, comments: comments.map(({ text }) => text).sort() });
  const side = (held: typeof world.taskwarrior) =>
    [...held.tasks.values()].map(({ task }) => shown(task)).sort();
  return { taskwarrior: side(world.taskwarrior), vikunja: side(world.vikunja) };
}

Deno.test("an engine that ends at any step leaves what the next one brings to the same end (traps T9, T10)", async () => {
  const undisturbed = await started();
  await undisturbed.live().sync();
  const expected = visible(undisturbed);
  let deaths = 0;
  for (let lastStep = 0;; lastStep++) {
    const world = await started();
    const gate = createGate(lastStep);
    const life = world.live(gate.options);
    const end = await Promise.race([life.sync().then(() => "rest" as const), gate.died]);
    await world.live().sync();
    assert.deepEqual(visible(world), expected, `ended before step ${lastStep}`);
    const pending = world.streams().filter((id) =>
      world.state(id).taskwarrior.pending !== null || world.state(id).vikunja.pending !== null
    );
    assert.deepEqual(pending, []);
    if (end === "rest") break;
    deaths++;
  }
  assert.ok(deaths > 20, `only ${deaths} steps`);
});

Deno.test("two ends in a row at any two steps come to the same end as well (traps T9, T10)", async () => {
  const undisturbed = await started();
  await undisturbed.live().sync();
  const expected = visible(undisturbed);
  for (let first = 0; first < 40; first += 3) {
    for (let second = 0; second < 12; second += 2) {
      const world = await started();
      for (const lastStep of [first, second]) {
        const gate = createGate(lastStep);
        await Promise.race([world.live(gate.options).sync(), gate.died]);
      }
      await world.live().sync();
      assert.deepEqual(visible(world), expected, `ended before steps ${first} and ${second}`);
    }
  }
});

Deno.test("writes whose answers are lost double nothing (trap T10)", async () => {
  const undisturbed = await started();
  await undisturbed.live().sync();
  const world = await started();
  const asked = new Set<string>();
  const firstTime = (key: string) => !asked.has(key) && asked.add(key) !== undefined;
  const life = world.live({
    replica: () => ({ fault: ({ key }) => firstTime(key) ? "lost" : "none" }),
  });
  await life.sync();
  assert.deepEqual(visible(world), visible(undisturbed));
});
