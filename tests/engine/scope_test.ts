import assert from "node:assert/strict";
import { scopeOf } from "@/engine/scope.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";

async function settles(work: Promise<void>): Promise<boolean> {
  let is = false;
  void work.then(() => is = true);
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  return is;
}

/** Of two tasks the write of the first hangs. */
async function hangingWorld() {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 2);
  await world.live().sync();
  world.pass(60);
  const gate = Promise.withResolvers<void>();
  const { engine } = world.live({
    maxCalls: 2,
    replica: () => ({
      beforeWrite: (writes) =>
        writes.some(({ key }) => key.startsWith("0000-0")) ? gate.promise : Promise.resolve(),
    }),
  });
  const edit = (id: string) => {
    world.taskwarrior.edit(id, { title: `${id} edited` });
    const reading = world.taskwarrior.reading(id);
    return { type: "Look", readings: [{ side: "taskwarrior", reading }] } as const;
  };
  return { engine, edit, gate };
}

Deno.test("quiet() of a scope waits for what came of its own messages, and for nothing else", async () => {
  const { engine, edit, gate } = await hangingWorld();
  using one = scopeOf(engine, "done");
  using other = scopeOf(engine, "done");
  one.post("0000-0", edit("0000-0"), { rank: "now" });
  assert.equal(await settles(one.quiet()), false);
  other.post("0000-1", edit("0000-1"), { rank: "now" });
  assert.equal(await settles(other.quiet()), true);
  assert.equal(engine.isQuiet(), false);
  gate.resolve();
  assert.equal(await settles(one.quiet()), true);
});

Deno.test("quiet() of a scope that waits for handling does not wait for writes", async () => {
  const { engine, edit } = await hangingWorld();
  using scope = scopeOf(engine, "handled");
  scope.post("0000-0", edit("0000-0"), { rank: "now" });
  assert.equal(await settles(scope.quiet()), true);
  assert.deepEqual(engine.underWay("0000-0"), ["vikunja"]);
});
