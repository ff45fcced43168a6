import assert from "node:assert/strict";
import { lines } from "@tests/support/quiet.ts";
import { createTwoProfiles, profileFile, work } from "@tests/support/profiles.ts";
import { createWorld } from "@tests/support/world.ts";

const apart = [
  '[selection]\nexclude_projects = ["Work"]\n',
  '[selection]\nprojects = ["Work"]\n',
] as const;

for (const line of lines) {
  Deno.test(`one Taskwarrior list syncs with two servers where no task is of both profiles (Taskwarrior ${line})`, async () => {
    await using both = await createTwoProfiles({ line });
    const { world } = both;
    await both.select(...apart);
    await world.task("add", "project:Home", "milk");
    await world.task("add", "project:Work", "memo");
    await world.task("add", "unfiled");
    await world.json(["sync"]);
    assert.deepEqual(await both.titles(), [["milk", "unfiled"], []]);
    await world.json(["sync", ...work]);
    assert.deepEqual(await both.titles(), [["milk", "unfiled"], ["memo"]]);
    const project = await both.api<{ items: { id: number; title: string }[] }>(
      "GET",
      "/api/v2/projects?per_page=100",
    );
    const id = project.items.find(({ title }) => title === "Work")?.id;
    await both.api("POST", `/api/v2/projects/${id}/tasks`, { title: "from work" });
    await world.api("POST", "/api/v2/projects/1/tasks", { title: "from home" });
    await world.json(["sync", ...work]);
    await world.json(["sync"]);
    await world.json(["sync", ...work]);
    assert.deepEqual(await both.titles(), [["from home", "milk", "unfiled"], [
      "from work",
      "memo",
    ]]);
    const all = await world.export("status:pending");
    assert.deepEqual(
      all.map(({ description }) => description).toSorted(),
      ["from home", "from work", "memo", "milk", "unfiled"],
    );
    await world.task("memo", "done");
    await world.json(["sync", ...work]);
    const quiet = await world.json<{ requests: number; created: object; updated: object }>([
      "sync",
    ]);
    assert.deepEqual(quiet.updated, { taskwarrior: 0, vikunja: 0 });
  });

  Deno.test(`a task that goes over to the other profile is not taken for the task that has its number there (Taskwarrior ${line})`, async () => {
    await using both = await createTwoProfiles({ line });
    const { world } = both;
    await both.select(...apart);
    await world.task("add", "project:Home", "mine");
    await world.json(["sync"]);
    // The other server has a task of the same number, of which the other profile knows nothing.
    const { id: project } = await both.api<{ id: number }>("POST", "/api/v2/projects", {
      title: "Work",
    });
    const theirs = await both.api<{ id: number }>("POST", `/api/v2/projects/${project}/tasks`, {
      title: "theirs",
    });
    const mine = (await world.serverTasks()).find(({ title }) => title === "mine");
    assert.equal(mine?.id, theirs.id);
    await world.task("mine", "modify", "project:Work");
    await world.json(["sync"]);
    await world.json(["sync", ...work]);
    assert.deepEqual(await both.titles(), [["mine"], ["mine", "theirs"]]);
    const [moved] = await world.export("mine");
    const notes = (moved?.["annotations"] as { description: string }[]).map(({ description }) =>
      description
    );
    assert.equal(notes.filter((note) => note === `vikunja_id: ${theirs.id}`).length, 1);
    assert.equal(notes.filter((note) => /^vikunja_id@work: \d+$/.test(note)).length, 1);
    await world.task("mine", "modify", "project:Home");
    await world.json(["sync", ...work]);
    await world.json(["sync"]);
    assert.deepEqual(await both.titles(), [["mine"], ["mine", "theirs"]]);
    for (const task of await both.world.serverTasks()) {
      assert.deepEqual(task["comments"] ?? [], [], "a number is no comment to the other profile");
    }
  });
}

Deno.test("N10: two profiles that would take the same tasks are refused before anything is written, with what is shared", async () => {
  await using both = await createTwoProfiles();
  const { world } = both;
  await both.select("", '[selection]\nprojects = ["Work"]\n');
  await world.task("add", "project:Work", "memo");
  await world.json(["sync"]);
  for (const args of [["sync"], ["sync", "--dry-run"], ["sync", "--this-is-the-engine"]]) {
    const refused = await world.run([...args, ...work]);
    assert.equal(refused.code, 2, args.join(" "));
    assert.match(
      refused.stderr,
      /the profile work and the usual profile would both sync tasks of Work/,
    );
    assert.match(refused.stderr, /exclude_projects/);
  }
  assert.deepEqual(await both.titles(), [["memo"], []]);
  await both.select(...apart);
  assert.equal((await world.run(["sync", ...work])).code, 2, "not before the usual one has synced");
  assert.equal((await world.run(["sync"])).code, 3, "which has to be seen first");
  assert.equal((await world.run(["sync", ...work])).code, 2);
  await world.json(["sync", "--yes"]);
  await world.json(["sync", ...work]);
  assert.deepEqual(await both.titles(), [["memo"], ["memo"]]);
  await both.select("", apart[1]);
  const wider = await world.run(["sync", "--yes"]);
  assert.equal(wider.code, 2);
  assert.match(wider.stderr, /the usual profile and the profile work would both sync/);
  assert.match(wider.stderr, /unlink --profile work/);
});

Deno.test("unlink of one profile leaves the other one whole, and frees its tasks", async () => {
  await using both = await createTwoProfiles();
  const { world } = both;
  await both.select(...apart);
  await world.task("add", "project:Home", "milk");
  await world.task("add", "project:Work", "memo");
  await world.json(["sync"]);
  await world.json(["sync", ...work]);
  const taskrc = await Deno.readTextFile(world.env["TASKRC"] ?? "");
  await world.json(["install", "hook"]);
  await world.json(["install", "hook", ...work]);
  await world.json(["unlink", "--yes", ...work]);
  assert.equal(await Deno.readTextFile(world.env["TASKRC"] ?? ""), taskrc);
  const names = [...Deno.readDirSync(`${world.env["TASKDATA"]}/hooks`)].map(({ name }) => name);
  assert.deepEqual(names, ["on-exit.vikunja-sync"]);
  const [milk] = await world.export("milk");
  assert.match(JSON.stringify(milk), /vikunja_id: \d/);
  const [report] = await world.export("memo");
  assert.doesNotMatch(JSON.stringify(report), /vikunja_id/);
  await both.select("", apart[1]);
  await world.json(["sync", "--yes"]);
  assert.deepEqual(await both.titles(), [["memo", "milk"], ["memo"]]);
});

Deno.test("a profile that is not there, or no name of one, is said and makes nothing", async () => {
  await using world = await createWorld();
  for (const name of ["wrk", "../x", "", "a b", "-x", "x".repeat(33)]) {
    const refused = await world.run(["sync", `--profile=${name}`]);
    assert.equal(refused.code, 2, name);
    assert.match(refused.stderr, /profile/);
  }
  await assert.rejects(Deno.stat(`${world.folder}/.local`), Deno.errors.NotFound);
  const both = await world.run(["status", ...work, "--config", "x.toml"]);
  assert.equal(both.code, 2);
  assert.match(both.stderr, /two configurations/);
  const usual = await world.run(["status", "--profile", "default"], {
    VIKUNJA_SYNC_PROFILE: "nope",
  });
  assert.equal(usual.code, 0);
});

Deno.test("profiles lists each with its state, also one that cannot be read", async () => {
  await using both = await createTwoProfiles();
  const { world } = both;
  await both.select("", '[selection]\nprojects = ["Work"]\n');
  await world.task("add", "project:Work", "memo");
  await world.json(["sync", ...work]);
  await Deno.mkdir(`${world.folder}/.config/vikunja-sync@broken`);
  await Deno.writeTextFile(profileFile(world, "broken"), "nonsense = 1\n");
  const { profiles } = await world.json<{ profiles: Record<string, unknown>[] }>(["profiles"]);
  assert.deepEqual(profiles.map(({ name, ok, linked }) => [name, ok, linked]), [
    ["broken", false, null],
    ["work", true, 1],
  ]);
  const shown = await world.run(["profiles"]);
  assert.match(shown.stdout, /work +ok +http:\S+ +projects Work/);
  assert.match(shown.stdout, /^broken +cannot be read/m);
  assert.match(shown.stdout, /broken: Cannot use the configuration.*\n.*unknown key/);
});
