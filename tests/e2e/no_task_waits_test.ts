import assert from "node:assert/strict";
import { hookedDaemon, idOf, patientWorld, untilEqual } from "@tests/support/at_once.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";

interface Held {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A world whose requests about one task can be held up until they are let go. */
async function holdingWorld(line: "2.6" | "3") {
  let isHeld: (request: Held) => boolean = () => false;
  let held = Promise.withResolvers<void>();
  let gate = Promise.withResolvers<void>();
  const world = await patientWorld({
    line,
    sandbox: {
      fault: async (request) => {
        if (!isHeld(request)) return null;
        held.resolve();
        await gate.promise;
        return null;
      },
    },
  });
  return {
    world,
    hold(matches: (request: Held) => boolean) {
      held = Promise.withResolvers();
      gate = Promise.withResolvers();
      isHeld = matches;
      return held.promise;
    },
    letGo() {
      isHeld = () => false;
      gate.resolve();
    },
  };
}

const titleThere = (world: Parameters<typeof serverTask>[0], title: string) =>
  until(`«${title}» in Vikunja`, () => serverTask(world, title));
const titleHere = (world: Parameters<typeof serverTask>[0], title: string) =>
  until(`«${title}» in Taskwarrior`, () => localTask(world, title));

for (const line of lines) {
  Deno.test(`${line}: while a read or a write of one task hangs, another one goes over, both ways`, async () => {
    const { world, hold, letGo } = await holdingWorld(line);
    await using _world = world;
    for (const title of ["milk", "bread"]) await world.task("add", title);
    await hookedDaemon(world);
    await untilEqual(world, 2);
    const id = await idOf(world, "milk");

    const written = hold(({ method, body }) =>
      method === "PUT" && body.includes(`"task_ids":[${id}]`)
    );
    await world.task("milk", "modify", "milk, 2 litres");
    await written;
    await world.task("bread", "modify", "bread, sliced");
    await titleThere(world, "bread, sliced");
    await edit(world, "bread, sliced", { title: "bread, white" });
    await titleHere(world, "bread, white");
    const bread = `#${await idOf(world, "bread, white")}`;
    const set = await world.json<{ ok: boolean }>(["set", bread, "priority=3"]);
    assert.equal(set.ok, true);
    assert.equal((await serverTask(world, "bread, white"))["priority"], 3);
    assert.equal((await serverTask(world, "milk")).id, id);
    letGo();
    await titleThere(world, "milk, 2 litres");

    const read = hold(({ method, path }) =>
      method === "GET" && path.startsWith(`/api/v2/tasks/${id}?expand=`)
    );
    await edit(world, "milk, 2 litres", { title: "milk, 3 litres" });
    await read;
    await edit(world, "bread, white", { title: "bread, brown" });
    await titleHere(world, "bread, brown");
    await world.task("bread", "modify", "bread, rye");
    await titleThere(world, "bread, rye");
    assert.equal((await localTask(world, "milk, 2 litres"))["description"], "milk, 2 litres");
    letGo();
    await titleHere(world, "milk, 3 litres");
    await untilEqual(world, 2);
  });

  Deno.test(`${line}: what was edited on both sides while a write hung is merged once it ends`, async () => {
    const { world, hold, letGo } = await holdingWorld(line);
    await using _world = world;
    await world.task("add", "milk");
    await hookedDaemon(world);
    await untilEqual(world, 1);
    const id = await idOf(world, "milk");
    const written = hold(({ method, body }) =>
      method === "PUT" && body.includes(`"task_ids":[${id}]`)
    );
    await world.task("milk", "modify", "priority:H");
    await written;
    await world.task("milk", "modify", "oat milk");
    await edit(world, "milk", { due_date: "2027-03-01T12:00:00Z" });
    letGo();
    await titleThere(world, "oat milk");
    await until(
      "the due date in Taskwarrior",
      async () => (await localTask(world, "oat milk"))["due"],
    );
    await untilEqual(world, 1);
    assert.equal((await serverTask(world, "oat milk"))["priority"], 3);
    const { conflicts } = await world.json<{ conflicts: unknown[] }>(["conflicts", "list"]);
    assert.deepEqual(conflicts, []);
  });

  Deno.test(`${line}: forty edits in a row end equal, with two writes at once and ten a second after`, async () => {
    await using world = await patientWorld({ line });
    await world.task("add", "milk");
    await hookedDaemon(world);
    await untilEqual(world, 1);
    world.server.resetLog();
    const startedAt = performance.now();
    for (let n = 1; n <= 40; n++) await world.task("milk", "modify", `milk ${n}`);
    await titleThere(world, "milk 40");
    const seconds = (performance.now() - startedAt) / 1000;
    await untilEqual(world, 1);
    const writes = world.server.log.filter(({ method }) => method !== "GET").length;
    assert.ok(writes <= 2 + Math.ceil(10 * seconds), `${writes} writes in ${seconds} s`);
  });
}
