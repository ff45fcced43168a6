import assert from "node:assert/strict";
import { assertStaysQuiet, assertStaysUndecided, lines, localTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import type { Status } from "@/ports/operations.ts";

const titles = async (world: World) =>
  (await world.serverTasks()).map(({ title }) => title).toSorted();

const localTitles = async (world: World) =>
  (await world.export("status.not:deleted")).map(({ description }) => description).toSorted();

async function select(world: World, text: string): Promise<readonly string[]> {
  const config = `${world.folder}/selection.toml`;
  await Deno.writeTextFile(config, `[selection]\n${text}\n`);
  return ["--config", config];
}

async function project(world: World, title: string): Promise<number> {
  return (await world.api<{ id: number }>("POST", "/api/v2/projects", { title })).id;
}

async function addThere(world: World, title: string, projectId: number): Promise<number> {
  const made = await world.api<{ id: number }>(
    "POST",
    `/api/v2/projects/${projectId}/tasks`,
    { title },
  );
  return made.id;
}

for (const line of lines) {
  Deno.test(`sync makes only what is selected, and links what comes in later (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const [work, home] = [await project(world, "Work"), await project(world, "Home")];
    await addThere(world, "report", work);
    const twin = await addThere(world, "both have it", home);
    await world.task("add", "project:Work", "call");
    await world.task("add", "project:Home", "both have it");
    await world.task("add", "project:Home", "only here");
    const some = await select(world, 'projects = "Work"');
    const first = await world.json(["sync", ...some]);
    assert.deepEqual(first["linked"], 2);
    assert.deepEqual(await titles(world), ["both have it", "call", "report"]);
    assert.deepEqual(await localTitles(world), ["both have it", "call", "only here", "report"]);
    await assertStaysQuiet(world, ["sync", "--full", ...some], ["sync", ...some]);
    const status = await world.run(["status", ...some]);
    assert.match(status.stdout, /^selected {4}projects Work$/m);
    assert.match(status.stdout, /^outside {5}2 tasks, left alone on both sides$/m);
    assert.match(status.stdout, /^ +2 since its project Home is not selected$/m);

    // Made meanwhile on both sides by hand: the same one.
    await addThere(world, "later on both", home);
    await world.json(["sync", ...some]);
    await world.task("add", "project:Home", "later on both");
    await world.json(["sync", ...some]);
    const more = await select(world, 'projects = ["Work", "Home"]');
    const refused = await world.run(["sync", ...more]);
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stderr, /taken in +3 tasks: .*\n.*left alone +0 tasks/);
    assert.match(refused.stderr, /to be done +create 1 in Vikunja/);
    assert.equal((await titles(world)).includes("only here"), false);
    const taken = await world.run(["sync", "--yes", ...more]);
    assert.equal(taken.code, 0, taken.stderr);
    const all = ["both have it", "call", "later on both", "only here", "report"];
    assert.deepEqual(await titles(world), all);
    assert.deepEqual(await localTitles(world), all);
    const { uuid } = await localTask(world, "both have it");
    await world.task(uuid, "modify", "priority:H");
    await world.json(["sync", ...more]);
    const same = (await world.serverTasks()).find(({ id }) => id === twin);
    assert.equal(same?.["priority"], 3);
    await assertStaysQuiet(world, ["sync", "--full", ...more]);
  });

  Deno.test(`a narrower selection leaves everything where it is, and nothing that goes there counts as gone (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.import(
      Array.from({ length: 30 }, (_, n) => ({
        description: `task ${n}`,
        status: "pending",
        project: n < 5 ? "Work" : "Home",
      })),
    );
    await world.json(["sync"]);
    const some = await select(world, 'exclude_projects = ["Home"]');
    const left = await world.run(["sync", "--yes", ...some]);
    assert.equal(left.code, 0, left.stderr);
    assert.match(left.stderr, /left alone +25 tasks/);
    assert.equal((await titles(world)).length, 30);
    await world.task("project:Home", "delete");
    await world.task("project:Work", "modify", "priority:H");
    const after = await world.json<{ linked: number; deleted: object }>(["sync", ...some]);
    assert.deepEqual([after.linked, after.deleted], [5, { taskwarrior: 0, vikunja: 0 }]);
    assert.equal((await titles(world)).length, 30);

    // Back with what was deleted meanwhile: nothing goes by itself.
    const back = await select(world, 'exclude_labels = ["none"]');
    const asked = await world.run(["sync", "--yes", ...back]);
    assert.equal(asked.code, 3, asked.stderr);
    assert.equal((await titles(world)).length, 30);
    const { conflicts } = await world.json<{ conflicts: object[] }>(["conflicts", "list"]);
    assert.equal(conflicts.length, 25);
  });
}

Deno.test("serve does not begin with a selection whose effects nobody has seen", async () => {
  await using world = await createWorld();
  await world.task("add", "project:Home", "mow");
  await world.json(["sync"]);
  const some = await select(world, 'projects = "Work"');
  const refused = await world.run(["serve", "--listen", "127.0.0.1:0", ...some]);
  assert.equal(refused.code, 3, refused.stderr);
  assert.match(refused.stderr, /the configuration selects other tasks than before/);
  await world.run(["sync", "--yes", ...some]);
  await world.serve(["--listen", "127.0.0.1:0", ...some]);
});

Deno.test("a daemon goes on with its selection until somebody has seen what another one changes, and with that one then", async () => {
  await using world = await createWorld();
  await world.task("add", "project:Home", "mow");
  await world.task("add", "project:Work", "call");
  const some = await select(world, 'projects = "Work"');
  const daemon = await world.serve(["--listen", "127.0.0.1:0", ...some]);
  await world.json(["sync", ...some]);
  assert.deepEqual(await titles(world), ["call"]);
  const more = await select(world, 'projects = ["Work", "Home"]');
  const asked = await world.run(["sync", ...more]);
  assert.equal(asked.code, 3, asked.stderr);
  const taken = await world.run(["sync", "--yes", ...more]);
  assert.equal(taken.code, 0, taken.stderr);
  assert.match(taken.stderr, /taken in +1 task: "mow"/);
  await daemon.said(/read the configuration again/);
  assert.deepEqual(await titles(world), ["call", "mow"]);
  const { selection } = await world.json<Status>(["status", ...more]);
  assert.deepEqual(selection.words, ["projects Work, Home"]);
});

Deno.test("everything that is wrong with a selection is said at once", async () => {
  await using world = await createWorld();
  const some = await select(
    world,
    'project = ["Work"]\nlabels = []\nassigned = "mine"\ndone_within = "soon"\nexclude_projects = "a..b"',
  );
  const { code, stderr } = await world.run(["sync", ...some]);
  assert.equal(code, 2);
  assert.match(stderr, /5 problems/);
  assert.match(
    stderr,
    /:2: unknown key "selection.project" \(did you mean "selection.projects"\?\)/,
  );
});

for (const line of lines) {
  Deno.test(`a filter of Taskwarrior selects, of tasks in Vikunja as they would be made (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const [work, home] = [await project(world, "Work"), await project(world, "Home")];
    await addThere(world, "there, taken", work);
    await addThere(world, "there, not taken", home);
    await world.task("add", "project:Work", "here, taken");
    await world.task("add", "project:Home", "here, not taken", "delete");
    await world.task("add", "project:Home", "+sync", "here, by its tag");
    const some = await select(world, `taskwarrior = "project:Work or +sync"`);
    await world.json(["sync", ...some]);
    const there = ["here, by its tag", "here, taken", "there, not taken", "there, taken"];
    assert.deepEqual(await titles(world), there);
    const here = ["here, by its tag", "here, not taken delete", "here, taken", "there, taken"];
    assert.deepEqual(await localTitles(world), here);
    await assertStaysQuiet(world, ["sync", "--full", ...some], ["sync", ...some]);

    const { uuid } = await localTask(world, "here, not taken delete");
    await world.task(uuid, "modify", "+sync");
    const out = await localTask(world, "here, by its tag");
    await world.task(out.uuid, "modify", "-sync", "priority:H");
    await world.json(["sync", ...some]);
    assert.deepEqual(await titles(world), [
      ...there.slice(0, 1),
      "here, not taken delete",
      ...there.slice(1),
    ]);
    const left = (await world.serverTasks()).find(({ title }) => title === "here, by its tag");
    assert.equal(left?.["priority"], 0);
    await assertStaysQuiet(world, ["sync", "--full", ...some]);
    const names = [...Deno.readDirSync(`${world.folder}/state`)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => name.startsWith("filter-")), []);
  });
}

Deno.test("a filter that Taskwarrior does not understand is a problem of the configuration", async () => {
  await using world = await createWorld();
  await world.task("add", "other");
  const { code, stderr } = await world.run([
    "sync",
    ...await select(world, 'taskwarrior = "( +a"'),
  ]);
  assert.equal(code, 2, stderr);
  assert.match(stderr, /does not understand the filter `\( \+a`: .*parentheses/);
  const rc = await world.run(["sync", ...await select(world, 'taskwarrior = "rc.hooks=on +a"')]);
  assert.match(rc.stderr, /must not change settings of Taskwarrior/);
});

Deno.test("a direction and a rule for conflicts of the file are gone by", async () => {
  await using world = await createWorld();
  const [team, home] = [await project(world, "Team"), await project(world, "Home")];
  const [theirs, ours] = [
    await addThere(world, "theirs", team),
    await addThere(world, "ours", home),
  ];
  const config = `${world.folder}/ways.toml`;
  await Deno.writeTextFile(
    config,
    '[direction]\nfrom_vikunja = "Team"\n[conflicts]\nwinner = "ask"\n',
  );
  const by = ["--config", config];
  await world.json(["sync", ...by]);
  await world.task("theirs", "modify", "priority:H");
  await world.task("ours", "modify", "priority:H", "due:2027-01-01");
  await world.task("add", "project:Team", "mine");
  await world.api("PATCH", `/api/v2/tasks/${ours}`, { priority: 1, title: "ours, renamed" });
  await world.json(["sync", ...by], 3);
  const there = await world.serverTasks();
  assert.deepEqual(there.map(({ title }) => title).toSorted(), ["ours, renamed", "theirs"]);
  const priorities = [theirs, ours].map((id) => there.find((task) => task.id === id)?.["priority"]);
  assert.deepEqual(priorities, [0, 1]);
  const { priority, due } = await localTask(world, "ours, renamed");
  assert.deepEqual([priority, due !== undefined], ["H", true]);
  await assertStaysUndecided(world, 1, ["sync", ...by], ["sync", "--full", ...by]);
  const { conflicts } = await world.json<{ conflicts: { id: string }[] }>(["conflicts", "list"]);
  assert.equal(conflicts.length, 1);
  await world.run(["conflicts", "pick", conflicts[0]?.id ?? "", "taskwarrior", ...by]);
  await world.json(["sync", ...by]);
  const picked = (await world.serverTasks()).find(({ id }) => id === ours);
  assert.equal(picked?.["priority"], 3);
});
