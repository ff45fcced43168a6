import assert from "node:assert/strict";
import type { Fault } from "@/sandbox/options.ts";
import { assertStaysQuiet, lines } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** A server that can be made to wait with its answers, or to cut every connection. */
function moods() {
  let gate = Promise.resolve();
  let open = () => {};
  let isDown = false;
  let held = 0;
  return {
    fault: async (): Promise<Fault> => {
      held++;
      await gate;
      held--;
      return isDown ? "cut-before" : null;
    },
    held: () => held,
    hold: () => void (gate = new Promise((resolve) => open = resolve)),
    goOn: () => open(),
    down: (is: boolean) => void (isDown = is),
  };
}

/** The process that the hook has started; `null`: none, or one that took its mark away. */
function started({ folder }: World): number | null {
  try {
    return Number(Deno.readTextFileSync(`${folder}/state/hook.pid`).split(" ")[0]);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return null;
    throw thrown;
  }
}

/** Also when nobody has waited for it yet. */
function isOver(pid: number): boolean {
  try {
    return /\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || /os error 3\b/.test(String(thrown))) return true;
    throw thrown;
  }
}

async function untilOver(pid: number | null): Promise<void> {
  await until("the end of what the hook started", () => pid === null || isOver(pid));
}

async function titles(world: World): Promise<readonly string[]> {
  return (await world.serverTasks()).map(({ title }) => title).toSorted();
}

for (const line of lines) {
  Deno.test(`the hook starts one process for a burst, and all of it arrives with no daemon (Taskwarrior ${line})`, async () => {
    const mood = moods();
    await using world = await createWorld({ line, sandbox: { fault: mood.fault } });
    await world.json(["install", "hook"]);
    mood.hold();
    await world.task("add", "task 0");
    const pid = started(world);
    await until("its first request", () => mood.held() > 0);
    const all = Array.from({ length: 8 }, (_, n) => `task ${n}`);
    for (const title of all.slice(1)) {
      await world.task("add", title);
      assert.equal(started(world), pid);
    }
    mood.goOn();
    await untilOver(pid);
    assert.deepEqual(await titles(world), all);
    assert.equal(started(world), null);
    await assertStaysQuiet(world, ["sync"]);
  });
}

Deno.test("the hook leaves the look to a daemon and starts nothing; without it, it starts one again", async () => {
  await using world = await createWorld();
  await world.json(["install", "hook"]);
  const daemon = await world.serve();
  await world.task("add", "with a daemon");
  assert.equal(started(world), null);
  await until("the change there", async () => (await titles(world)).includes("with a daemon"));
  const { wakes } = await daemon.daemon();
  assert.ok(wakes.hook + wakes.data > 0);
  daemon.kill("SIGKILL");
  await daemon.ended;
  await world.task("add", "without one");
  const pid = started(world);
  assert.notEqual(pid, null);
  await untilOver(pid);
  assert.deepEqual(await titles(world), ["with a daemon", "without one"]);
});

Deno.test("hook ends with 0 when the server is down, and the change arrives with the next run", async () => {
  const mood = moods();
  await using world = await createWorld({ sandbox: { fault: mood.fault } });
  await world.json(["install", "hook"]);
  mood.down(true);
  await world.task("add", "while it is down");
  await untilOver(started(world));
  await Deno.writeTextFile(`${world.folder}/state/wakes/spool`, "-\n");
  const { code, stdout, stderr } = await world.run(["hook"]);
  assert.deepEqual([code, stdout], [0, ""]);
  assert.notEqual(stderr, "");
  mood.down(false);
  await world.task("add", "when it is back");
  await untilOver(started(world));
  assert.deepEqual(await titles(world), ["when it is back", "while it is down"]);
});

Deno.test("hook twice at once makes each task once", async () => {
  await using world = await createWorld();
  for (const name of ["one", "two", "three"]) await world.task("add", name);
  await Deno.mkdir(`${world.folder}/state/wakes`, { recursive: true });
  await Deno.writeTextFile(`${world.folder}/state/wakes/spool`, "-\n-\n-\n");
  const hook = async () => JSON.parse((await world.spawn(["hook", "--json"])).stdout);
  const runs = await Promise.all([hook(), hook()]);
  assert.equal(runs.reduce((sum, { taken }) => sum + taken, 0), 3);
  assert.deepEqual(await titles(world), ["one", "three", "two"]);
  await assertStaysQuiet(world, ["sync"]);
});

Deno.test("what comes during a sync arrives with it: hook leaves it to whoever has the log", async () => {
  const mood = moods();
  await using world = await createWorld({ sandbox: { fault: mood.fault } });
  await world.json(["install", "hook"]);
  await world.task("rc.hooks=off", "add", "before");
  mood.hold();
  const sync = world.json(["sync"]);
  await until("the sync's request", () => mood.held() > 0);
  await world.task("add", "meanwhile");
  const pid = started(world);
  assert.notEqual(pid, null);
  mood.goOn();
  assert.equal((await sync)["failed"], 0);
  await untilOver(pid);
  assert.deepEqual(await titles(world), ["before", "meanwhile"]);
  await assertStaysQuiet(world, ["sync"]);
});
