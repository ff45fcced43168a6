import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";

const hasCode = (code: string) => (error: SyncError) => error.code === code;

for (const code of ["DISK_FULL", "LOG_DAMAGED"] as const) {
  Deno.test(`${code} stops the engine: quiet() rejects, and nothing more is taken`, async () => {
    const world = new EngineWorld();
    world.addTasks("taskwarrior", 50);
    let appends = 0;
    const life = world.live({
      store: (store) => ({
        ...store,
        append: (streams) =>
          ++appends > 20 ? Promise.reject(new SyncError(code, "full")) : store.append(streams),
      }),
    });
    life.postLooks();
    await assert.rejects(life.engine.quiet(), hasCode(code));
    assert.throws(() => life.engine.post("a", { type: "Look", readings: [] }), hasCode(code));
    await assert.rejects(life.engine.ask("a", { type: "Look", readings: [] }), hasCode(code));
    await world.live().sync();
    assert.equal(world.vikunja.tasks.size, 50);
  });
}

Deno.test("a stop while a write is under way waits for the write, and keeps its push in the log", async () => {
  const world = new EngineWorld();
  world.addTasks("taskwarrior", 3);
  let isFull = false;
  const life = world.live({
    store: (store) => ({
      ...store,
      append: (streams) =>
        isFull ? Promise.reject(new SyncError("DISK_FULL", "full")) : store.append(streams),
    }),
    replica: () => ({
      afterWrite: () => {
        isFull = true;
        return Promise.resolve();
      },
    }),
  });
  life.postLooks();
  await assert.rejects(life.engine.quiet(), hasCode("DISK_FULL"));
  assert.equal(world.state("0000-0").vikunja.pending?.push.kind, "create");
  await world.live().sync();
  assert.equal(world.vikunja.tasks.size, 3);
});
