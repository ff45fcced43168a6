import assert from "node:assert/strict";
import { join } from "node:path";
import { hookedDaemon, patientWorld, untilEqual } from "@tests/support/at_once.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { lines } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function addHook(world: World, script: string): Promise<string> {
  const folder = join(String(world.env["TASKDATA"]), "hooks");
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, "on-modify-strict");
  writeExecutable(path, `#!/bin/sh\n${script}\n`);
  return path;
}

const refuses = "read old; read new; echo 'not today'; exit 1";

for (const line of lines) {
  Deno.test(`R14: what a hook refused goes as soon as the hook is mended (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.task("add", "Dig");
    await using daemon = await hookedDaemon(world);
    await untilEqual(world, 1);
    const path = await addHook(world, refuses);
    const id = (await world.serverTasks())[0]?.id;
    await world.api("PATCH", `/api/v2/tasks/${id}`, { priority: 3 });
    await until("it waits for the hook", async () => {
      const said = await world.run(["retry", "list", "--json"]);
      return /not today/.test(said.stdout) && !/"dead":true/.test(said.stdout);
    });
    await Deno.writeTextFile(path, '#!/bin/sh\nread old; read new; echo "$new"\n');
    await untilEqual(world, 1);
    const [task] = await world.export();
    assert.equal(task?.["priority"], "H");
    assert.ok(daemon.lines.every((said) => !/given up/.test(said)));
  });

  Deno.test(`R14: what a hook refused is tried by each sync, and goes once the hook is gone (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig");
    await world.json(["sync"]);
    const path = await addHook(world, refuses);
    const id = (await world.serverTasks())[0]?.id;
    await world.api("PATCH", `/api/v2/tasks/${id}`, { priority: 3 });
    for (let n = 0; n < 2; n++) {
      const said = await world.run(["sync"]);
      assert.equal(said.code, 75, said.stdout + said.stderr);
      assert.match(said.stdout + said.stderr, /not today/);
    }
    await Deno.remove(path);
    await world.json(["sync"]);
    assert.equal((await world.export())[0]?.["priority"], "H");
  });
}
