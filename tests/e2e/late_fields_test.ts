import assert from "node:assert/strict";
import {
  assertStaysQuiet,
  edit,
  lines,
  localTask,
  serverTask,
  serverWrites,
} from "@tests/support/quiet.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { udaLines } from "@tests/support/uda_lines.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** A value as Taskwarrior's command line takes it, as it exports it, and as the server answers it. */
interface Said {
  readonly typed: string;
  readonly exported: unknown;
  readonly answered: unknown;
}

interface Kept {
  readonly attribute: string;
  readonly column: string;
  readonly none: unknown;
  readonly one: Said;
  readonly other: Said;
}

const kept: readonly Kept[] = [{
  attribute: "ends",
  column: "end_date",
  none: "0001-01-01T00:00:00Z",
  one: {
    typed: "2031-03-05T10:00:00Z",
    exported: "20310305T100000Z",
    answered: "2031-03-05T10:00:00Z",
  },
  other: {
    typed: "2032-01-01T00:00:00Z",
    exported: "20320101T000000Z",
    answered: "2032-01-01T00:00:00Z",
  },
}, {
  attribute: "progress",
  column: "percent_done",
  none: 0,
  one: { typed: "29", exported: 29, answered: 0.29 },
  other: { typed: "60", exported: 60, answered: 0.6 },
}];

async function assertHeld(world: World, { attribute, column, none }: Kept, said: Said | null) {
  assert.deepEqual((await localTask(world, "Dig"))[attribute], said?.exported, "Taskwarrior");
  assert.deepEqual((await serverTask(world, "Dig"))[column], said?.answered ?? none, "Vikunja");
}

async function define(world: World, lines: readonly string[]): Promise<void> {
  const taskrc = String(world.env["TASKRC"]);
  await Deno.writeTextFile(taskrc, `${lines.join("\n")}\n`, { append: true });
}

async function undefine(world: World, { attribute }: Kept): Promise<void> {
  const taskrc = String(world.env["TASKRC"]);
  const lines = (await Deno.readTextFile(taskrc)).split("\n");
  const left = lines.filter((line) => !line.startsWith(`uda.${attribute}.`));
  await Deno.writeTextFile(taskrc, left.join("\n"));
}

for (const line of lines) {
  for (const field of kept) {
    const { attribute, column, one, other, none } = field;

    Deno.test(`sync() carries ${attribute} both ways, and takes it away (Taskwarrior ${line})`, async () => {
      await using world = await createWorld({ line });
      await world.task("add", "Dig", `${attribute}:${one.typed}`);
      await world.json(["sync"]);
      await assertHeld(world, field, one);
      await edit(world, "Dig", { [column]: other.answered });
      await world.json(["sync"]);
      await assertHeld(world, field, other);
      await world.task("Dig", "modify", `${attribute}:${one.typed}`);
      world.server.resetLog();
      await world.json(["sync"]);
      await assertHeld(world, field, one);
      assert.equal(serverWrites(world).length, 1, serverWrites(world).join("\n"));
      await edit(world, "Dig", { [column]: none });
      await world.json(["sync"]);
      await assertHeld(world, field, null);
      await edit(world, "Dig", { [column]: other.answered });
      await world.json(["sync"]);
      await world.task("Dig", "modify", `${attribute}:`);
      await world.json(["sync"]);
      await assertHeld(world, field, null);
      await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    });

    Deno.test(`sync() leaves ${attribute} out until the taskrc defines it, and erases nothing then (Taskwarrior ${line})`, async () => {
      await using world = await createWorld({ line });
      await undefine(world, field);
      await world.task("add", "Dig");
      await world.json(["sync"]);
      await edit(world, "Dig", { [column]: one.answered });
      await world.json(["sync"]);
      assert.equal(attribute in await localTask(world, "Dig"), false);
      assert.deepEqual((await serverTask(world, "Dig"))[column], one.answered);
      await assertStaysQuiet(world, ["sync", "--full"]);
      const { stdout } = await world.run(["doctor"]);
      assert.match(stdout, new RegExp(`uda\\.${attribute}\\.type.*left out of Taskwarrior`));
      await define(world, udaLines.filter((each) => each.startsWith(`uda.${attribute}.`)));
      await world.json(["sync"]);
      await assertHeld(world, field, one);
      await undefine(world, field);
      await world.task("Dig", "modify", "+away");
      await world.json(["sync"]);
      assert.deepEqual((await serverTask(world, "Dig"))[column], one.answered);
      await assertStaysQuiet(world, ["sync", "--full"]);
    });

    Deno.test(`sync() leaves an attribute ${attribute} of another type alone (Taskwarrior ${line})`, async () => {
      await using world = await createWorld({ line });
      await undefine(world, field);
      await define(world, [`uda.${attribute}.type=string`]);
      await world.task("add", "Dig", `${attribute}:soon`);
      await world.json(["sync"]);
      await edit(world, "Dig", { [column]: one.answered });
      await world.json(["sync"]);
      assert.equal((await localTask(world, "Dig"))[attribute], "soon");
      assert.deepEqual((await serverTask(world, "Dig"))[column], one.answered);
      await assertStaysQuiet(world, ["sync", "--full"]);
      const { stdout } = await world.run(["doctor"]);
      assert.match(stdout, new RegExp(`the UDA ${attribute} is of type string`));
    });
  }
}

for (const field of kept) {
  Deno.test(`sync() keeps ${field.attribute} in the attribute that the configuration names, or in none`, async () => {
    await using world = await createWorld();
    const config = String(world.env["VIKUNJA_SYNC_CONFIG"]);
    await Deno.writeTextFile(config, `${field.attribute}_uda = "mine"\n`);
    const type = udaLines.find((each) => each.startsWith(`uda.${field.attribute}.type=`));
    await define(world, [String(type).replace(field.attribute, "mine")]);
    await world.task(
      "add",
      "Dig",
      `mine:${field.one.typed}`,
      `${field.attribute}:${field.other.typed}`,
    );
    await world.json(["sync"]);
    assert.deepEqual((await serverTask(world, "Dig"))[field.column], field.one.answered);
    await Deno.writeTextFile(config, `${field.attribute}_uda = "none"\n`);
    await edit(world, "Dig", { [field.column]: field.other.answered });
    await world.json(["sync"]);
    assert.deepEqual((await localTask(world, "Dig"))["mine"], field.one.exported);
    assert.deepEqual((await serverTask(world, "Dig"))[field.column], field.other.answered);
  });
}

for (const line of lines) {
  Deno.test(`sync() shows whole percent in Taskwarrior and leaves Vikunja's fraction as it is (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig");
    await world.json(["sync"]);
    await edit(world, "Dig", { percent_done: 1 / 3 });
    await world.json(["sync"]);
    assert.equal((await localTask(world, "Dig"))["progress"], 33);
    await world.task("Dig", "modify", "+deep");
    await edit(world, "Dig", { priority: 2 });
    await world.json(["sync", "--full"]);
    assert.equal((await serverTask(world, "Dig"))["percent_done"], 1 / 3);
    await assertStaysQuiet(world, ["sync", "--full"]);
    await world.task("Dig", "modify", "progress:66.6");
    await world.json(["sync"]);
    assert.equal((await serverTask(world, "Dig"))["percent_done"], 0.666);
    await assertStaysQuiet(world, ["sync", "--full"]);
    assert.equal((await localTask(world, "Dig"))["progress"], 66.6);
  });
}

for (const as of ["1.1", "2.3", "2.4"] satisfies SandboxVersion[]) {
  Deno.test(`sync() carries end date and percent both ways with Vikunja ${as}`, async () => {
    await using world = await createWorld({ sandbox: { as } });
    const theirs = async () => {
      const routes = "/api/v1/tasks?per_page=50";
      const [task] = await world.api<readonly Record<string, unknown>[]>("GET", routes);
      return task ?? {};
    };
    await world.task("add", "Dig", "ends:2031-03-05T10:00:00Z", "progress:29");
    await world.json(["sync"]);
    const made = await theirs();
    assert.deepEqual([made["end_date"], made["percent_done"]], ["2031-03-05T10:00:00Z", 0.29]);
    await world.task("Dig", "modify", "ends:2032-01-01T00:00:00Z", "progress:60");
    await world.json(["sync"]);
    const edited = await theirs();
    assert.deepEqual([edited["end_date"], edited["percent_done"]], ["2032-01-01T00:00:00Z", 0.6]);
    const none = "0001-01-01T00:00:00Z";
    const body = { ...edited, end_date: none, percent_done: 0.1 };
    await world.api("POST", `/api/v1/tasks/${edited["id"]}`, body);
    await world.json(["sync"]);
    const task = await localTask(world, "Dig");
    assert.deepEqual([task["ends"], task["progress"]], [undefined, 10]);
  });
}
