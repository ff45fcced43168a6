import assert from "node:assert/strict";
import { writeExecutable } from "@tests/support/executable.ts";
import { lines } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** A machine whose service manager is a script, and a configuration and a token as `init` leaves them. */
async function machine(world: World) {
  const bin = `${world.folder}/bin`;
  await Deno.mkdir(bin);
  const said = `echo "$*" >>'${world.folder}/systemctl.said'`;
  writeExecutable(
    `${bin}/systemctl`,
    `#!/bin/sh\n${said}\ncase "$*" in *is-enabled*) exit 1;; esac\n`,
  );
  await Deno.mkdir(`${world.folder}/.config/vikunja-sync`, { recursive: true });
  const config = `${world.folder}/.config/vikunja-sync/config.toml`;
  const token = `${world.folder}/.config/vikunja-sync/token`;
  await Deno.writeTextFile(token, `${world.server.token}\n`, { mode: 0o600 });
  await Deno.writeTextFile(config, `url = "${world.server.url}"\ntoken_file = "${token}"\n`);
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    XDG_CONFIG_HOME: `${world.folder}/.config`,
    VIKUNJA_URL: "",
    VIKUNJA_TOKEN: "",
    VIKUNJA_SYNC_CONFIG: "",
  };
}

/** As a person's own: no attributes of ours, and no end to its last line. */
async function bareTaskrc(world: World): Promise<string> {
  const path = world.env["TASKRC"]!;
  const own = (await Deno.readTextFile(path)).split("\n").filter((line) =>
    !line.startsWith("uda.") && line !== ""
  );
  await Deno.writeTextFile(path, own.join("\n"));
  return own.join("\n");
}

async function tree(folder: string): Promise<readonly string[]> {
  try {
    const found: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      found.push(...isDirectory ? [path, ...await tree(path)] : [path]);
    }
    return found.sort();
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return [];
    throw thrown;
  }
}

async function hooksIn(world: World): Promise<readonly unknown[]> {
  const { items } = await world.api<{ items: { id: number }[] }>("GET", "/api/v2/projects");
  const all = await Promise.all(
    items.filter(({ id }) => id > 0).map(({ id }) =>
      world.api<unknown[] | null>("GET", `/api/v1/projects/${id}/webhooks`)
    ),
  );
  return all.flatMap((each) => each ?? []);
}

/** All of every task, deleted ones too, but for our note and what Taskwarrior sets at each write. */
async function tasksOf(world: World): Promise<readonly unknown[]> {
  const tasks = await world.export("status.any:");
  return tasks.toSorted((a, b) => a.uuid < b.uuid ? -1 : 1).map(
    ({ annotations, modified: _, urgency: __, id: ___, ...rest }) => {
      const kept = ((annotations ?? []) as { description: string }[]).filter(({ description }) =>
        !/^vikunja_id: \d+$/.test(description)
      );
      return kept.length === 0 ? rest : { ...rest, annotations: kept };
    },
  );
}

function run(world: World, args: readonly string[], env: Readonly<Record<string, string>>) {
  return world.run(args, env);
}

for (const line of lines) {
  Deno.test(`P9: unlink leaves both sides as if it had never been there but for the data (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const env = await machine(world);
    const taskrc = await bareTaskrc(world);
    const hooksBefore = await tree(`${world.env["TASKDATA"]}/hooks`);
    const home = await tree(`${world.folder}/.config`);
    for (const title of ["Dig", "Sow", "Weed", "Rest"]) await world.task("add", title);
    await world.task("Sow", "annotate", "rake: 7");
    await world.api("POST", "/api/v2/projects/1/tasks", { title: "Water" });
    assert.equal((await run(world, ["install", "hook", "--yes"], env)).code, 0);
    assert.equal((await run(world, ["sync", "--yes"], env)).code, 0);
    await run(world, ["install", "units", "--yes"], env);
    const hooked = await run(
      world,
      ["install", "webhooks", "--url", "http://127.0.0.1:9/webhook"],
      env,
    );
    assert.equal(hooked.code, 0, hooked.stderr);
    await world.task("Weed", "done");
    await world.task("Rest", "delete");
    assert.equal((await run(world, ["sync"], env)).code, 0);
    assert.notEqual(await Deno.readTextFile(world.env["TASKRC"]!), taskrc);
    assert.equal((await hooksIn(world)).length, 1);
    const before = await tasksOf(world);
    const server = await world.serverTasks();

    const plan = await run(world, ["unlink", "--dry-run", "--json"], env);
    assert.deepEqual(
      JSON.parse(plan.stdout).plan.takes.map(({ part }: { part: string }) => part),
      ["units", "hook", "webhooks", "annotations", "taskrc", "mark", "state"],
      plan.stdout + plan.stderr,
    );
    assert.deepEqual(await world.serverTasks(), server);
    const refused = await run(world, ["unlink"], env);
    assert.deepEqual([refused.code, /--yes/.test(refused.stderr)], [2, true]);

    const done = await run(world, ["unlink", "--yes"], env);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.equal(await Deno.readTextFile(world.env["TASKRC"]!), taskrc);
    assert.deepEqual(await tree(`${world.env["TASKDATA"]}/hooks`), hooksBefore);
    assert.deepEqual(await tree(world.env["VIKUNJA_SYNC_STATE_DIR"]!), []);
    await assert.rejects(Deno.stat(world.env["VIKUNJA_SYNC_STATE_DIR"]!), Deno.errors.NotFound);
    assert.deepEqual(
      (await tree(`${world.folder}/.config`)).filter((path) => !/systemd(\/user)?$/.test(path)),
      home,
    );
    assert.deepEqual(await hooksIn(world), []);
    assert.deepEqual(await tasksOf(world), before);
    const left = JSON.stringify(await world.export("status.any:"));
    assert.ok(!left.includes("vikunja_id"), left);
    assert.deepEqual(await world.serverTasks(), server);
    assert.match(await Deno.readTextFile(`${world.folder}/systemctl.said`), /disable --now/);
    assert.deepEqual(
      (await tree(world.env["TASKDATA"]!)).filter((path) => /vikunja-sync[^/]*$/.test(path)),
      [],
    );

    const again = await run(world, ["unlink", "--yes"], env);
    assert.deepEqual([again.code, again.stdout], [0, "there is nothing of ours to take away\n"]);
    // What was parted finds itself again by title.
    const back = await world.run(["sync", "--json"], env);
    assert.equal(back.code, 0, back.stderr);
    assert.equal((await world.serverTasks()).length, server.length);
  });

  Deno.test(`P9: unlink with a user's own hook goes through task import and takes the notes away all the same (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (const title of ["Dig", "Sow"]) await world.task("add", title);
    await world.task("add", "Mow", "due:tomorrow", "recur:weekly");
    assert.ok([0, 3].includes((await world.run(["sync"])).code));
    await world.task("Sow", "delete");
    await world.run(["sync"]);
    await Deno.mkdir(`${world.env["TASKDATA"]}/hooks`, { recursive: true });
    writeExecutable(
      `${world.env["TASKDATA"]}/hooks/on-modify.own`,
      '#!/bin/sh\nread old; read new; echo "$new"\n',
    );
    const before = await tasksOf(world);
    const done = await world.run(["unlink", "--yes"]);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.deepEqual(await tasksOf(world), before);
    assert.ok(!JSON.stringify(await world.export("status.any:")).includes("vikunja_id"));
  });
}

Deno.test("P9: unlink keeps the lines of an attribute that tasks hold values in, and says so", async () => {
  await using world = await createWorld();
  const taskrc = await bareTaskrc(world);
  await world.api("POST", "/api/v2/projects/1/tasks", { title: "Dig", description: "<p>deep</p>" });
  assert.equal((await world.run(["sync", "--yes"])).code, 0);
  const done = await world.run(["unlink", "--yes"]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /stays: uda\.notes in .*: 1 task holds a value in it/);
  const text = await Deno.readTextFile(world.env["TASKRC"]!);
  assert.deepEqual(text.slice(taskrc.length).split("\n").filter((line) => line !== ""), [
    "uda.notes.type=string",
    "uda.notes.label=Notes",
  ]);
  assert.equal((await world.run(["unlink", "--yes", "--drop-udas"])).code, 0);
  assert.doesNotMatch(await Deno.readTextFile(world.env["TASKRC"]!), /uda/);
});

Deno.test("P9: unlink leaves a person's own line for our attribute alone", async () => {
  await using world = await createWorld();
  const before = await Deno.readTextFile(world.env["TASKRC"]!);
  await world.task("add", "Dig");
  assert.equal((await world.run(["sync", "--yes"])).code, 0);
  const done = await world.run(["unlink", "--yes"]);
  assert.match(done.stdout, /uda\.notes in .*: perhaps your own/);
  assert.equal(await Deno.readTextFile(world.env["TASKRC"]!), before);
});

Deno.test("P9: unlink --keep-log leaves the history, and a later sync goes on with it", async () => {
  await using world = await createWorld();
  await world.task("add", "Dig");
  assert.equal((await world.run(["sync"])).code, 0);
  const done = await world.run(["unlink", "--yes", "--keep-log"]);
  assert.equal(done.code, 0, done.stderr);
  assert.match((await world.run(["log", "#1"])).stdout, /Dig|TaskLinked/);
  assert.deepEqual(
    (await tree(world.env["VIKUNJA_SYNC_STATE_DIR"]!)).map((path) => path.split("/").at(-1)).filter(
      (name) => !name!.startsWith("log.db"),
    ),
    [],
  );
  await world.task("1", "modify", "Dig deep");
  const synced = await world.run(["sync"]);
  assert.equal(synced.code, 0, synced.stderr);
  assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["Dig deep"]);
});

Deno.test("P9: unlink stops a daemon, which its plan says, and leaves nothing of it", async () => {
  await using world = await createWorld();
  await world.task("add", "Dig");
  assert.equal((await world.run(["sync"])).code, 0);
  await using _daemon = await world.serve();
  const plan = await world.run(["unlink", "--dry-run"]);
  assert.match(plan.stdout, /the daemon \(process \d+\) is stopped/);
  assert.ok((await world.json<{ daemon: unknown }>(["status"])).daemon !== null);
  const done = await world.run(["unlink", "--yes"]);
  assert.equal(done.code, 0, done.stderr);
  assert.ok(!JSON.stringify(await world.export()).includes("vikunja_id"));
  assert.deepEqual(await tree(world.env["VIKUNJA_SYNC_STATE_DIR"]!), []);
});

Deno.test("P9: unlink goes on where it was interrupted: with a server that is away the rest goes, and then the webhooks", async () => {
  await using world = await createWorld();
  const env = await machine(world);
  await world.task("add", "Dig");
  await run(world, ["sync", "--yes"], env);
  await run(world, ["install", "webhooks", "--url", "http://127.0.0.1:9/webhook"], env);
  const config = `${world.folder}/.config/vikunja-sync/config.toml`;
  const text = await Deno.readTextFile(config);
  await Deno.writeTextFile(config, text.replace(world.server.url, "http://127.0.0.1:9"));
  const half = await run(world, ["unlink", "--yes", "--json"], env);
  assert.equal(half.code, 3, half.stdout + half.stderr);
  assert.deepEqual(
    JSON.parse(half.stdout).failed.map(({ part }: { part: string }) => part),
    ["webhooks"],
  );
  assert.ok(!JSON.stringify(await world.export()).includes("vikunja_id"));
  await Deno.stat(`${world.env["VIKUNJA_SYNC_STATE_DIR"]}/webhooks.json`);
  await Deno.writeTextFile(config, text);
  assert.equal((await run(world, ["unlink", "--yes"], env)).code, 0);
  assert.deepEqual(await hooksIn(world), []);
  assert.deepEqual(await tree(world.env["VIKUNJA_SYNC_STATE_DIR"]!), []);
});

Deno.test("P9: uninstall --all takes configuration and token as well, and its parts alone do not take the options", async () => {
  await using world = await createWorld();
  const env = await machine(world);
  await world.task("add", "Dig");
  await run(world, ["sync", "--yes"], env);
  assert.equal((await run(world, ["uninstall", "hook", "--keep-log"], env)).code, 2);
  assert.equal((await run(world, ["uninstall", "--yes"], env)).code, 2);
  const done = await run(world, ["uninstall", "--all", "--yes"], env);
  assert.equal(done.code, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /API token still works/);
  assert.deepEqual(await tree(`${world.folder}/.config`), []);
});
