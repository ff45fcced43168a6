import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  hookedDaemon,
  patientWorld,
  untilEqual,
} from "@tests/support/at_once.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { isLong } from "@tests/support/long_form.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";

/** Each is taken over amid prompts without a pause. */
const prompted = isLong ? 60 : 20;

for (const line of lines) {
  Deno.test(`T20 undo, purge and edits with hooks off are found by watching the data (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    for (let n = 0; n < 8; n++) await world.task("rc.hooks=off", "add", `bystander ${n}`);
    await world.task("add", "Call Ann");
    const daemon = await world.serve();
    await untilEqual(world, 9);
    await daemon.sync();
    const there = async () => await serverTask(world, "Call Ann");

    await world.task("rc.hooks=off", "Call Ann", "done");
    await until("done there", async () => (await there()).done);
    await world.task("rc.hooks=off", "undo");
    await until("not done there", async () => !(await there()).done);
    assert.equal((await localTask(world, "Call Ann")).status, "pending");

    await world.task("rc.hooks=off", "Call Ann", "modify", "priority:H");
    await until("priority there", async () => (await there())["priority"] === 3);

    const { uuid } = await localTask(world, "bystander 0");
    await world.task(uuid, "delete");
    if (line === "2.6") await world.task(uuid, "purge");
    else await world.task("rc.purge.on-sync=1", uuid, "purge");
    await untilEqual(world, 8);

    await world.task("add", "never meant");
    await until("made there", () => serverTask(world, "never meant"));
    await daemon.sync();
    const labels = async () => JSON.stringify((await serverTask(world, "never meant"))["labels"]);
    await world.task("never meant", "modify", "+x");
    await until("the label", async () => (await labels()).includes('"x"'));
    await world.task("undo");
    await until("no label", async () => !(await labels()).includes('"x"'));
    await untilEqual(world, 9);
    await assertPassesChangeNothing(world, daemon);
  });

  Deno.test(`T19 a hook that calls task itself neither stops nor doubles what serve writes, and is told who does (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "typed there" });
    const folder = `${world.env["TASKDATA"]}/hooks`;
    await Deno.mkdir(folder);
    const program = world.env["VIKUNJA_SYNC_TASK"];
    for (const name of ["on-add", "on-modify"]) {
      const script = `#!/bin/sh\necho ${name} $VIKUNJA_SYNC_RUNNING >> '${world.folder}/ran'\n` +
        `'${program}' rc.hooks=off count > /dev/null\ncat | tail -n 1\n`;
      writeExecutable(`${folder}/${name}-own`, script);
    }
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 1);
    await edit(world, "typed there", { priority: 2 });
    await until(
      "the edit",
      async () => (await localTask(world, "typed there"))["priority"] === "M",
    );
    const ran = (await Deno.readTextFile(`${world.folder}/ran`)).trim().split("\n");
    assert.deepEqual(ran.filter((one) => !one.endsWith(" 1")), []);
    await assertPassesChangeNothing(world, daemon);
  });

  Deno.test(`T13 serve waits for a data folder that is gone, and goes on once it is back (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.task("add", "Call Ann");
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 1);
    const folder = `${world.folder}/task`;
    await Deno.rename(folder, `${folder}.away`);
    const { id } = await serverTask(world, "Call Ann");
    await world.api("PATCH", `/api/v2/tasks/${id}`, { title: "Call Bob" });
    await until("the daemon says so", async () => (await world.run(["status"])).stdout, (said) => {
      return said.includes("is not there");
    });
    assert.deepEqual([...Deno.readDirSync(world.folder)].filter(({ name }) => name === "task"), []);
    await Deno.rename(`${folder}.away`, folder);
    await untilEqual(world, 1);
    assert.equal((await localTask(world, "Call Bob")).status, "pending");
    await world.task("rc.hooks=off", "Call Bob", "modify", "priority:H");
    await until("priority there", async () => {
      return (await serverTask(world, "Call Bob"))["priority"] === 3;
    });
    await assertPassesChangeNothing(world, daemon);
  });

  Deno.test(`T22 a prompt that asks all the time loses and deletes nothing beside serve (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    const daemon = await hookedDaemon(world);
    let isOver = false;
    const prompts = Array.from({ length: 3 }, async () => {
      while (!isOver) await world.task("status:pending", "count").catch(() => "busy");
    });
    await Promise.all(
      Array.from(
        { length: prompted },
        (_, n) => world.api("PUT", "/api/v1/projects/1/tasks", { title: `task ${n}` }),
      ),
    );
    await untilEqual(world, prompted).finally(() => isOver = true);
    await Promise.all(prompts);
    await assertPassesChangeNothing(world, daemon);
  });
}

Deno.test("T21 what `task sync` brings from another machine arrives at once (Taskwarrior 3)", async () => {
  await using world = await patientWorld({ line: "3" });
  const shared = [
    `sync.local.server_dir=${world.folder}/shared`,
    "sync.encryption_secret=sesame",
  ].map((setting) => `rc.${setting}`);
  const second = `rc.data.location=${world.folder}/second`;
  for (const name of ["shared", "second"]) await Deno.mkdir(`${world.folder}/${name}`);
  await world.task("add", "Call Ann");
  const daemon = await world.serve();
  await untilEqual(world, 1);
  await world.task(...shared, "sync");
  await world.task(second, ...shared, "sync");
  await world.task(second, "Call Ann", "modify", "+phone");
  await world.task(second, "add", "from the other machine");
  await world.task(second, ...shared, "sync");
  await world.task(...shared, "sync");
  await until("the new one", () => serverTask(world, "from the other machine"));
  await untilEqual(world, 2);
  await assertPassesChangeNothing(world, daemon);
});
