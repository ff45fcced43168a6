import assert from "node:assert/strict";
import { fileLock } from "@/locks/file_lock.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { createWorld, type Run, type World } from "@tests/support/world.ts";
import { until } from "@tests/support/until.ts";

function stateDir({ folder }: World): string {
  return `${folder}/state`;
}

function spoolOf(world: World) {
  return createSpool(stateDir(world), systemRuntime);
}

async function titles(world: World): Promise<readonly string[]> {
  return (await world.serverTasks()).map(({ title }) => title).toSorted();
}

/** As Taskwarrior runs an on-exit hook. */
async function runAsHook(world: World, command: string, input: string): Promise<Run> {
  const told = ["api:2", `args:task ${command} x`, `command:${command}`, "rc:/x", "data:/y"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...ourselves, "hook", ...told, "version:2.6.2"],
    env: { ...world.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("hook leaves the wake-up in the spool when another process has the log, and the next run takes it", async () => {
  await using world = await createWorld();
  await world.task("add", "left behind");
  spoolOf(world).leave();
  {
    await using _held = await fileLock(`${stateDir(world)}/direct.lock`, {
      timeoutMs: 1_000,
      holder: "a test",
    });
    const { code, stdout, stderr } = await world.run(["hook"]);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /a test/);
    assert.equal(spoolOf(world).hasWakes(), true);
  }
  assert.deepEqual(await titles(world), []);
  await world.json(["sync"]);
  assert.equal(spoolOf(world).hasWakes(), false);
  assert.deepEqual(await titles(world), ["left behind"]);
});

Deno.test("sync looks again when a wake-up came after it had read Taskwarrior", async () => {
  let held: Promise<void> | null = null;
  let isHeld = false;
  const fault = async () => {
    isHeld = held !== null;
    await held;
    return null;
  };
  await using world = await createWorld({ sandbox: { fault } });
  await world.task("add", "before");
  const gate = Promise.withResolvers<void>();
  held = gate.promise;
  const sync = world.json(["sync"]);
  await until("the first request of sync", () => isHeld);
  await world.task("add", "meanwhile");
  spoolOf(world).leave();
  gate.resolve();
  assert.equal((await sync)["failed"], 0);
  assert.equal(spoolOf(world).hasWakes(), false);
  assert.deepEqual(await titles(world), ["before", "meanwhile"]);
});

Deno.test("sync of one project leaves the wake-ups to a whole one", async () => {
  await using world = await createWorld();
  await world.task("add", "project:Garden", "inside");
  await world.task("add", "project:House", "outside");
  spoolOf(world).leave();
  await world.json(["sync", "--project", "Garden"]);
  assert.equal(spoolOf(world).hasWakes(), true);
  assert.equal((await world.json(["hook"]))["taken"], 1);
  assert.deepEqual(await titles(world), ["inside", "outside"]);
});

Deno.test("hook can be the on-exit hook itself: it hears words and input, and prints nothing", async () => {
  await using world = await createWorld();
  await world.task("add", "by input");
  const line = '{"description":"by input"}\n'.repeat(1_000);
  const silent = { code: 0, stdout: "", stderr: "" };
  assert.deepEqual(await runAsHook(world, "list", line), silent);
  assert.deepEqual(await titles(world), ["by input"]);
  await world.task("add", "by word");
  assert.deepEqual(await runAsHook(world, "list", ""), silent);
  assert.deepEqual(await titles(world), ["by input"], "a command that only reads");
  assert.deepEqual(await runAsHook(world, "undo", ""), silent);
  assert.deepEqual(await titles(world), ["by input", "by word"]);
});

Deno.test("hook does nothing in a command of ours", async () => {
  await using world = await createWorld();
  await world.task("add", "ours");
  spoolOf(world).leave();
  const { code } = await world.run(["hook"], { VIKUNJA_SYNC_RUNNING: "1" });
  assert.equal(code, 0);
  assert.deepEqual(await titles(world), []);
});
