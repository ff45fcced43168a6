import assert from "node:assert/strict";
import { createLocalTaskwarrior } from "@/adapters/taskwarrior/local_taskwarrior.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { replicaOf } from "@tests/adapters/taskwarrior/support.ts";
import type { LocalTaskwarrior } from "@/ports/local_taskwarrior.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

const { signal } = new AbortController();

function local(task: Taskwarrior): LocalTaskwarrior {
  const ports = systemTaskwarrior({ program: task.program.path, env: task.env, runtime });
  return createLocalTaskwarrior({
    replica: replicaOf(task),
    ports,
    runAsUser: (args) => task.run(args),
    runtime,
  });
}

forEachVersion(
  "createLocalTaskwarrior() tells the settings and whether hooks run, and runs none",
  async (task) => {
    const noted = `${task.home}/noted`;
    await Deno.mkdir(`${task.taskdata}/hooks`);
    const script = `#!/bin/sh\necho x >>'${noted}'\nexit 0\n`;
    writeExecutable(`${task.taskdata}/hooks/on-launch`, script);
    await Deno.writeTextFile(task.taskrc, "hooks=Yes\ntaskd.server=t.example:1\n", {
      append: true,
    });
    const taskwarrior = local(task);
    assert.equal(await taskwarrior.hooksSetting(signal), "Yes");
    assert.ok((await taskwarrior.settings(signal)).includes("taskd.server=t.example:1"));
    assert.equal(await taskwarrior.twoVersions(signal), null);
    await taskwarrior.checkData(signal);
    await assert.rejects(Deno.stat(noted), Deno.errors.NotFound);
  },
);

forEachVersion(
  "createLocalTaskwarrior() finds a task, and deletes it so that hooks hear of it",
  async (task) => {
    await task.run(["add", "Buy milk"]);
    const [made] = await task.export();
    const uuid = String(made?.["uuid"]);
    const noted = `${task.home}/noted`;
    await Deno.mkdir(`${task.taskdata}/hooks`, { recursive: true });
    const script = `#!/bin/sh\necho "$VIKUNJA_SYNC_RUNNING" >>'${noted}'\nexit 0\n`;
    writeExecutable(`${task.taskdata}/hooks/on-exit.x`, script);
    const taskwarrior = local(task);
    assert.equal(await taskwarrior.hasTask(uuid), true);
    assert.equal(await taskwarrior.hasTask("00000000-0000-4000-8000-000000000000"), false);
    await taskwarrior.deleteTask(uuid);
    assert.equal((await task.export())[0]?.["status"], "deleted");
    assert.equal(await taskwarrior.hasTask(uuid), false);
    assert.equal(await Deno.readTextFile(noted), "\n");
  },
);
