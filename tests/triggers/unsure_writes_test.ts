import assert from "node:assert/strict";
import type { Fault, SeenRequest } from "@tests/support/faulty_proxy.ts";
import { pass } from "@tests/support/faulty_proxy.ts";
import { isLong } from "@tests/support/long_form.ts";
import { proxyFaults } from "@tests/support/proxy_faults.ts";
import { type UnsureWorld, unsureWorld } from "@tests/support/unsure_world.ts";

interface Operation {
  readonly what: string;
  readonly method: string;
  readonly path: RegExp;
  /** What is there beforehand; its UUIDs are handed to `change`. */
  readonly before?: (world: UnsureWorld, nth: number) => readonly string[];
  readonly change: (world: UnsureWorld, nth: number, ids: readonly string[]) => void;
}

const comment = (text: string) => ({ id: `entry ${text}`, text });

const operations: readonly Operation[] = [
  {
    what: "a create",
    method: "POST",
    path: /\/projects\/\d+\/tasks$/,
    change: (world, nth) =>
      void world.add({
        title: `one ${nth}`,
        labels: ["red"],
        comments: [comment(`said ${nth}`)],
      }),
  },
  {
    what: "a bulk create",
    method: "POST",
    path: /\/projects\/\d+\/tasks\/bulk$/,
    change(world, nth) {
      for (const letter of ["a", "b", "c"]) {
        world.add({ title: `${letter} ${nth}`, comments: [comment(`${letter} said ${nth}`)] });
      }
    },
  },
  {
    what: "a change",
    method: "PUT",
    path: /\/tasks\/bulk$/,
    before: (world, nth) => [world.add({ title: `old ${nth}` })],
    change: (world, nth, [id = ""]) => world.taskwarrior.edit(id, { title: `new ${nth}` }),
  },
  {
    what: "a label",
    method: "POST",
    path: /\/tasks\/\d+\/labels$/,
    before: (world, nth) => [world.add({ title: `tagged ${nth}`, labels: ["red"] })],
    change: (world, _, [id = ""]) => world.taskwarrior.edit(id, { labels: ["blue", "red"] }),
  },
  {
    what: "the removal of a label",
    method: "DELETE",
    path: /\/tasks\/\d+\/labels\/\d+$/,
    before: (world, nth) => [world.add({ title: `tagged ${nth}`, labels: ["blue", "red"] })],
    change: (world, _, [id = ""]) => world.taskwarrior.edit(id, { labels: ["blue"] }),
  },
  {
    what: "many labels of a new task",
    method: "PUT",
    path: /\/labels\/bulk$/,
    change: (world, nth) =>
      void world.add({ title: `many ${nth}`, labels: ["blue", "green", "red", "white"] }),
  },
  {
    what: "a new label",
    method: "POST",
    path: /\/v2\/labels$/,
    before: (world, nth) => [world.add({ title: `tagged ${nth}` })],
    change: (world, nth, [id = ""]) => world.taskwarrior.edit(id, { labels: [`label ${nth}`] }),
  },
  {
    what: "a comment",
    method: "POST",
    path: /\/tasks\/\d+\/comments$/,
    before: (world, nth) => [world.add({ title: `talk ${nth}`, comments: [comment(`a ${nth}`)] })],
    change: (world, nth, [id = ""]) => void world.taskwarrior.comment(id, `b ${nth}`),
  },
  {
    what: "the removal of a comment",
    method: "DELETE",
    path: /\/tasks\/\d+\/comments\/\d+$/,
    before: (world, nth) => [world.add({ title: `talk ${nth}`, comments: [comment(`a ${nth}`)] })],
    change: (world, _, [id = ""]) => world.taskwarrior.edit(id, { comments: [] }),
  },
  {
    what: "a relation",
    method: "POST",
    path: /\/tasks\/\d+\/relations$/,
    before: (world, nth) => [
      world.add({ title: `first ${nth}` }),
      world.add({ title: `then ${nth}` }),
    ],
    change: (world, _, [first = "", then = ""]) =>
      world.taskwarrior.edit(then, { depends: [first] }),
  },
  {
    what: "the end of a relation",
    method: "DELETE",
    path: /\/tasks\/\d+\/relations\/blocked\/\d+$/,
    before(world, nth) {
      const first = world.add({ title: `first ${nth}` });
      return [world.add({ title: `then ${nth}`, depends: [first] })];
    },
    change: (world, _, [then = ""]) => world.taskwarrior.edit(then, { depends: [] }),
  },
  {
    what: "a deletion",
    method: "DELETE",
    path: /\/v2\/tasks\/\d+$/,
    before: (world, nth) => [world.add({ title: `gone ${nth}` })],
    change: (world, _, [id = ""]) => world.taskwarrior.remove(id),
  },
  {
    what: "a new project",
    method: "POST",
    path: /\/v2\/projects$/,
    change: (world, nth) => void world.add({ title: `home ${nth}`, project: [`Project ${nth}`] }),
  },
];

/** A quarter of the faults for each operation, and each fault for some of them; all for all in the long form. */
function faultsFor(operation: number) {
  return proxyFaults.filter((_, fault) => isLong || (fault + operation) % 4 === 0);
}

for (const [number, operation] of operations.entries()) {
  Deno.test(`N6: sync() loses, doubles and gives up nothing when ${operation.what} gets an answer that is not Vikunja's`, async () => {
    await using world = await unsureWorld();
    for (const [nth, [name, fault]] of faultsFor(number).entries()) {
      const ids = operation.before?.(world, nth) ?? [];
      await settled(world);
      operation.change(world, nth, ids);
      const said = await syncThrough(world, operation, fault);
      assert.deepEqual(world.given(), [], `given up at once: ${name}`);
      await world.sync();
      const arrived = JSON.stringify(await world.there()) === JSON.stringify(world.here());
      assert.ok(arrived, `not arrived after ${name}: ${await differences(world)}`);
      const isSaid = said.warnings.length > 0 || said.error !== null;
      assert.ok(isSaid || arrived, `unsaid: ${name}`);
    }
    await world.assertArrived("in the end");
  });
}

async function settled(world: UnsureWorld): Promise<void> {
  const { warnings, error } = await world.sync();
  assert.deepEqual({ warnings, error }, { warnings: [], error: null });
}

async function syncThrough(
  world: UnsureWorld,
  { method, path }: Pick<Operation, "method" | "path">,
  fault: Fault,
) {
  let left = 1;
  const isWanted = (request: SeenRequest) =>
    request.method === method && path.test(request.path) && left-- > 0;
  world.proxy.fault = (request) => isWanted(request) ? fault : pass;
  const said = await world.sync();
  assert.ok(left < 1, "nothing was disturbed");
  world.proxy.fault = () => pass;
  return said;
}

async function differences(world: UnsureWorld): Promise<string> {
  return JSON.stringify({ here: world.here(), there: await world.there() }, null, 1);
}
