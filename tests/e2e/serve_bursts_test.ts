import assert from "node:assert/strict";
import { assertBothHold, plainTask } from "@tests/support/both_sides.ts";
import {
  assertPassesChangeNothing,
  hookedDaemon,
  idOf,
  localWrites,
  patientWorld,
  servedAgain,
  untilEqual,
} from "@tests/support/at_once.ts";
import { lines, localTask, serverTask, serverWrites } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

/** What the server has to say is lost soon, as after a restart of it, and comes in any order. */
const forgetful = { webhookRetryMs: 1, webhookDisorder: true };

async function addTasks(world: World, count: number): Promise<void> {
  await world.import(Array.from({ length: count }, (_, n) => ({ description: `task ${n}` })));
}

for (const line of lines) {
  Deno.test(`T4 50 edits while nobody receives, and the server forgets them: all found, none twice (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line, sandbox: forgetful });
    await addTasks(world, 20);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 20);
    const ids = (await world.serverTasks()).map(({ id }) => id);
    daemon.kill("SIGKILL");
    await daemon.ended;
    for (let n = 0; n < 50; n++) {
      const id = ids[n % 10];
      if (n >= 30) {
        await world.api("PUT", "/api/v1/projects/1/tasks", { title: `made there ${n}` });
      } else await world.api("PATCH", `/api/v2/tasks/${id}`, { priority: 1 + n % 3 });
    }
    for (let n = 10; n < 15; n++) await world.task(`description.is:task ${n}`, "modify", "+x");
    const again = await servedAgain(world, daemon);
    await untilEqual(world, 40);
    await assertPassesChangeNothing(world, again);
    assert.equal(new Set((await world.serverTasks()).map(({ title }) => title)).size, 40);
  });

  Deno.test(`200 edits in a burst, the receiver gone in the middle: nothing lost, nothing doubled (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line, sandbox: forgetful });
    await addTasks(world, 20);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 20);
    const ids = (await world.serverTasks()).map(({ id }) => id);
    let again = daemon;
    for (let n = 0; n < 200; n++) {
      if (n === 70) {
        daemon.kill("SIGKILL");
        await daemon.ended;
      }
      if (n === 130) again = await servedAgain(world, daemon);
      const title = `title ${n}`;
      await world.api("PATCH", `/api/v2/tasks/${ids[n % 20]}`, { title, priority: 1 + n % 3 });
    }
    const tasks = Array.from({ length: 20 }, (_, index) => 180 + index).map((n) =>
      plainTask(`title ${n}`, { priority: (["L", "M", "H"] as const)[n % 3] ?? null })
    );
    await untilEqual(world, 20);
    await assertBothHold(world, tasks, "after the burst");
    await assertPassesChangeNothing(world, again);
  });

  Deno.test(`40 edits of one task within a second end equal, with at most 10 writes on the other side (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await addTasks(world, 1);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 1);
    const id = await idOf(world, "task 0");
    const before = await localWrites(world);
    await Promise.all(
      Array.from(
        { length: 40 },
        (_, n) => world.api("PATCH", `/api/v2/tasks/${id}`, { title: `typed ${n}`, priority: 1 }),
      ),
    );
    const { title } = (await world.serverTasks())[0] ?? {};
    await until("the last title", () => localTask(world, String(title)));
    await untilEqual(world, 1);
    await assertPassesChangeNothing(world, daemon);
    const written = await localWrites(world) - before;
    assert.ok(written >= 1 && written <= 10, `${written} writes`);
  });

  Deno.test(`40 edits of one task in Taskwarrior, one after the other, are at most as many writes (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await addTasks(world, 1);
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 1);
    const [task] = await world.export();
    world.server.resetLog();
    await world.import(
      Array.from({ length: 40 }, (_, n) => ({ ...task, description: `written ${n}` })),
    );
    await until("the last title", () => serverTask(world, "written 39"));
    assert.ok(serverWrites(world).length <= 10, serverWrites(world).join("\n"));
    await assertPassesChangeNothing(world, daemon);
  });
}
