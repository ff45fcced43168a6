import assert from "node:assert/strict";
import { join } from "node:path";
import { createTaskwarrior, forEachVersion, taskwarriorLines } from "./taskwarrior.ts";

forEachVersion("createTaskwarrior() gives a program of the line asked for", async (taskwarrior) => {
  const { stdout, code } = await taskwarrior.run(["--version"]);
  assert.equal(code, 0);
  assert.equal(stdout.trim(), taskwarrior.program.version);
  assert.ok(stdout.startsWith(`${taskwarrior.line}.`));
});

forEachVersion("createTaskwarrior() starts with no tasks", async (taskwarrior) => {
  assert.deepEqual(await taskwarrior.export(), []);
});

forEachVersion("run() adds what export() gives", async (taskwarrior) => {
  const added = await taskwarrior.run(["add", "project:Home", "+garden", "due:2030-05-01", "Dig"]);
  assert.equal(added.code, 0, added.stderr);
  const [task, ...others] = await taskwarrior.export(["project:Home"]);
  assert.deepEqual(others, []);
  assert.equal(task?.["description"], "Dig");
  assert.equal(task["due"], "20300501T000000Z");
  assert.deepEqual(task["tags"], ["garden"]);
  assert.deepEqual(await taskwarrior.export(["project:Work"]), []);
});

forEachVersion("run() returns the code and messages of a failure", async (taskwarrior) => {
  const failed = await taskwarrior.run(["00000000-0000-4000-8000-000000000000", "done"]);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /No tasks specified/);
});

forEachVersion("import() keeps text and UDAs exactly", async (taskwarrior) => {
  const task = {
    uuid: "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11",
    description: 'due:x +y "quoted" \\ 日本 🌱',
    status: "pending",
    notes: "first\nsecond",
  };
  await taskwarrior.import([task]);
  const [stored] = await taskwarrior.export([task.uuid]);
  assert.deepEqual({ ...stored, ...task }, stored);
}, { rc: ["uda.notes.type=string", "uda.notes.label=Notes"] });

forEachVersion("import() throws when Taskwarrior refuses", async (taskwarrior) => {
  await assert.rejects(
    () => taskwarrior.import([{ description: "Dig", due: "no date" }]),
    /task ended with/,
  );
});

forEachVersion("env makes other programs use the same Taskwarrior", async (taskwarrior) => {
  await taskwarrior.run(["add", "Dig"]);
  const output = await new Deno.Command("/bin/sh", {
    args: ["-c", "task --version; task count rc.verbose=nothing"],
    cwd: "/",
    env: { ...taskwarrior.env },
    clearEnv: true,
  }).output();
  const lines = new TextDecoder().decode(output.stdout).trim().split("\n");
  assert.deepEqual(lines, [taskwarrior.program.version, "1"]);
});

forEachVersion("run() starts hooks in the caller's folder", async (taskwarrior) => {
  const hooks = join(taskwarrior.taskdata, "hooks");
  const seen = join(taskwarrior.home, "seen");
  await Deno.mkdir(hooks);
  await Deno.writeTextFile(join(hooks, "on-launch-folder"), `#!/bin/sh\npwd > '${seen}'\n`);
  await Deno.chmod(join(hooks, "on-launch-folder"), 0o755);
  const result = await taskwarrior.run(["count"], { cwd: "/usr" });
  assert.equal(result.code, 0, result.stderr);
  assert.equal((await Deno.readTextFile(seen)).trim(), "/usr");
});

Deno.test("createTaskwarrior() keeps several apart when used at once", async () => {
  const lines = [...taskwarriorLines, ...taskwarriorLines];
  const folders = await Promise.all(lines.map(async (line, index) => {
    await using taskwarrior = await createTaskwarrior(line);
    await taskwarrior.run(["add", `Task ${index}`]);
    const tasks = await taskwarrior.export();
    assert.deepEqual(tasks.map((task) => task["description"]), [`Task ${index}`]);
    return taskwarrior.home;
  }));
  for (const folder of folders) {
    await assert.rejects(() => Deno.stat(folder), Deno.errors.NotFound);
  }
});
