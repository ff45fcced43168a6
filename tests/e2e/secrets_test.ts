import assert from "node:assert/strict";
import { configure, patientWorld } from "@tests/support/at_once.ts";
import { writeExecutable } from "@tests/support/executable.ts";

const token = "VIKUNJA_TOKEN=";

Deno.test("S6: neither task, nor its hooks, nor any command that is run sees the token", async () => {
  await using world = await patientWorld();
  const seen = `${world.folder}/seen`;
  await Deno.mkdir(seen);
  await Deno.mkdir(`${world.env["TASKDATA"]}/hooks`, { recursive: true });
  const spy = (name: string, more = "") => `#!/bin/sh\nenv >'${seen}/${name}'\n${more}`;
  const hook = `${world.env["TASKDATA"]}/hooks/on-launch-spy`;
  writeExecutable(hook, spy("hook", "echo spied\n"));
  const task = `${world.folder}/task-spy`;
  const real = world.env["VIKUNJA_SYNC_TASK"];
  writeExecutable(task, spy("task", `exec '${real}' "$@"\n`));
  const env = { VIKUNJA_SYNC_TASK: task };
  await world.task("add", "Buy seeds");
  await configure(world, "[notify]", `command = "env >'${seen}/notify'"`, 'kinds = ["due"]');
  const [{ uuid } = { uuid: "" }] = await world.export();
  await world.task("1", "modify", "due:now+1h");

  assert.equal((await world.run(["sync"], env)).code, 0);
  const run = await world.run(["run", uuid, "--", "sh", "-c", `env >'${seen}/run'`], env);
  assert.equal(run.code, 0, run.stderr);
  const lock = await world.run([
    "lock",
    "run",
    `${seen}/x`,
    "--",
    "sh",
    "-c",
    `env >'${seen}/lock'`,
  ]);
  assert.equal(lock.code, 0, lock.stderr);
  const told = await world.run(["notify", "check", "--to", "command"], env);
  assert.equal(told.code, 0, told.stderr);

  for (const name of ["task", "run", "lock", "notify"]) {
    const text = await Deno.readTextFile(`${seen}/${name}`);
    assert.ok(text.includes("HOME="), name);
    assert.ok(!text.includes(token), name);
  }
  // The person's own command had it in its environment, and so did its hook.
  assert.ok((await Deno.readTextFile(`${seen}/hook`)).includes("HOME="));
});

Deno.test("R22: an argument that is no UTF-8 is refused, and nothing is made or run", async () => {
  await using world = await patientWorld();
  const script = String
    .raw`cd "$1" && shift && exec "$@" "$(printf 'caf\351')" -- touch "$(printf 'ran\351')"`;
  const [program = "", ...words] = world.command(["lock", "run"]);
  const child = await new Deno.Command("sh", {
    args: ["-c", script, "sh", world.folder, program, ...words],
    env: { ...world.env },
    stderr: "piped",
    stdout: "piped",
  }).output();
  assert.equal(child.code, 2);
  assert.match(new TextDecoder().decode(child.stderr), /argument \d+ is not valid UTF-8/);
  const names = [...Deno.readDirSync(world.folder)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => /caf|ran/.test(name)), []);
});

Deno.test("R22: a folder whose name is no UTF-8 is refused, and nothing is made elsewhere", async () => {
  await using world = await patientWorld();
  const script = String
    .raw`cd "$1" && shift && mkdir "$(printf 'in\351')" && cd "$(printf 'in\351')" && exec "$@"`;
  const [program = "", ...words] = world.command(["state", "set", "rel.json", "/a", "1"]);
  const child = await new Deno.Command("sh", {
    args: ["-c", script, "sh", world.folder, program, ...words],
    env: { ...world.env },
    stderr: "piped",
    stdout: "piped",
  }).output();
  assert.notEqual(child.code, 0);
  assert.match(new TextDecoder().decode(child.stderr), /not valid UTF-8/);
  const names = [...Deno.readDirSync(world.folder)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.startsWith("in")), ["in\ufffd"]);
});

Deno.test("R2: sync does its work where stderr takes nothing, and says where stdout does not", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const [program = "", ...words] = world.command(["sync"]);
  const into = async (redirection: string, ...more: readonly string[]) =>
    await new Deno.Command("sh", {
      args: ["-c", `exec "$@" ${redirection}`, "sh", program, ...words, ...more],
      env: { ...world.env },
      stdout: "piped",
      stderr: "piped",
    }).output();
  assert.equal((await into("2>/dev/full", "--verbose")).code, 0);
  assert.equal((await world.serverTasks()).length, 1);
  await world.task("add", "Water them");
  const full = await into(">/dev/full");
  assert.equal(full.code, 1);
  assert.match(new TextDecoder().decode(full.stderr), /Cannot write to stdout/);
  assert.equal((await world.serverTasks()).length, 2);
});

Deno.test("R23: a plan leaves no copy of the log, however it ends, and needs no temporary folder", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  assert.equal((await world.run(["sync"])).code, 0);
  const temporary = `${world.folder}/tmp`;
  await Deno.mkdir(temporary);
  assert.equal((await world.run(["sync", "--dry-run"], { TMPDIR: temporary })).code, 0);
  assert.deepEqual([...Deno.readDirSync(temporary)], []);
  const nowhere = { TMPDIR: `${world.folder}/nowhere` };
  const run = await world.run(["sync", "--dry-run"], nowhere);
  assert.equal(run.code, 0, run.stderr);
  const left = [...Deno.readDirSync(`${world.folder}/state`)].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => name.includes("plan")), []);
});
