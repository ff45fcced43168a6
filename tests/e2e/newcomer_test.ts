import assert from "node:assert/strict";
import { writeExecutable } from "@tests/support/executable.ts";
import { isLong } from "@tests/support/long_form.ts";
import { lines } from "@tests/support/quiet.ts";
import { type Answer, typedAt } from "@tests/support/terminal.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** Taskwarrior 3 imports 25 to 80 a second, each with a wait for the disk. */
const counts = isLong ? { "2.6": 500, "3": 500 } : { "2.6": 200, "3": 60 };

/** A home with Taskwarrior and so many tasks, and nothing of ours; no systemd that answers. */
async function newcomer(world: World, count: number = counts["2.6"]) {
  const tasks = Array.from({ length: count }, (_, at) => ({
    description: `Task ${at}`,
    status: "pending",
    tags: [`t${at % 5}`],
    ...at % 4 === 3 ? {} : { project: ["Home", "work.api", "garden"][at % 4] },
  }));
  const end = "20200102T030405Z";
  const old = ["long ago", "and this"].map((description) => ({
    description,
    status: "completed",
    entry: "20200101T000000Z",
    end,
  }));
  await world.import([...tasks, ...old]);
  const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects", { title: "Work" });
  await world.api("POST", `/api/v2/projects/${id}/tasks`, {
    title: "Seen there",
  });
  await world.api("POST", "/api/v2/projects/1/tasks", { title: "Task 3" });
  const taskrc = (await Deno.readTextFile(world.env["TASKRC"]!)).split("\n")
    .filter((line) => !line.startsWith("uda."));
  await Deno.writeTextFile(world.env["TASKRC"]!, taskrc.join("\n"));
  const bin = `${world.folder}/bin`;
  await Deno.mkdir(bin);
  writeExecutable(`${bin}/systemctl`, "#!/bin/sh\nexit 1\n");
  await Deno.remove(world.env["VIKUNJA_SYNC_CONFIG"]!);
  const { VIKUNJA_URL: _, VIKUNJA_TOKEN: __, VIKUNJA_SYNC_CONFIG: ___, ...env } = world.env;
  return { ...env, PATH: `${bin}:${Deno.env.get("PATH") ?? ""}`, TERM: "xterm" };
}

const port = () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
};

for (const line of lines) {
  Deno.test(`P4: a newcomer with ${counts[line]} tasks has a daemon that syncs at once after eight answers in one conversation (Taskwarrior ${line})`, async () => {
    const count = counts[line];
    await using world = await createWorld({ line, isFromSources: true });
    const env = await newcomer(world, count);
    const listen = `127.0.0.1:${port()}`;
    const answers: readonly Answer[] = [
      ["Address of Vikunja:", `${world.server.url.replace("http://", "")}\r`],
      ["API token:", `${world.server.token}\r`],
      ["all but that one [all]:", "\r"],
      ["Project, by number or name", "\r"],
      ["Add these lines to your taskrc", "\r"],
      ["or 0 for none [all]:", "\r"],
      ["2 finished tasks older than 90 days: also over? [y/N]", "\r"],
      ["run the first sync now?", "\r"],
    ];
    const startedAt = performance.now();
    const { shown, left, code } = await typedAt(
      world.command(["init", "--listen", listen]),
      env,
      answers,
    );
    const status = () =>
      world.run(["status", "--json"], {
        ...env,
        VIKUNJA_URL: "",
        VIKUNJA_TOKEN: "",
        VIKUNJA_SYNC_CONFIG: "",
      });
    const { daemon, linked } = JSON.parse((await status()).stdout);
    try {
      assert.deepEqual([code, left], [0, []], shown);
      assert.ok(performance.now() - startedAt < 180_000, "in three minutes");
      assert.equal(linked, count + 1);
      // Each answer is tried at once, the plan is told in counts, projects that differ in case are one.
      for (
        const told of [
          /user\/settings\/api-tokens\?title=vikunja-sync&scopes=projects:read_all,/,
          /needed:\s+projects: read_all, create/,
          /optional, so that Vikunja tells of changes at once:\s+projects_webhooks/,
          /1 {2}Inbox\s+2 {2}Work\s+3 {2}Home\s+4 {2}garden\s+5 {2}work\.api\s/,
          /1 {2}an on-exit hook[^]*2 {2}a daemon in the background[^]*3 {2}webhooks to /,
          new RegExp(
            `tasks: 1 linked by title, ${
              count - 1
            } to be made in Vikunja, 1 to be made in Taskwarrior`,
          ),
          /3 new projects in Vikunja: Home, Work \/ api, garden/,
          new RegExp(`verified: ${count + 1} tasks linked`),
          /webhook on Work/,
          /shows on the other at once/,
        ]
      ) assert.match(shown.replaceAll("\r\n", "\n"), told);
      await world.task("add", "Here", "project:garden");
      await until(
        "it is in Vikunja",
        async () => (await world.serverTasks()).some(({ title }) => title === "Here"),
      );
      await world.api("POST", "/api/v2/projects/1/tasks", { title: "There" });
      await until(
        "it is in Taskwarrior",
        async () => (await world.export()).some(({ description }) => description === "There"),
      );
    } finally {
      if (daemon !== null) Deno.kill(daemon.pid, "SIGTERM");
      await until(
        "the daemon is gone",
        async () => JSON.parse((await status()).stdout).daemon === null,
      );
    }
  });
}

Deno.test("P4: each answer is tried at once and asked again, and a project is made only when that is said", async () => {
  await using world = await createWorld();
  const env = await newcomer(world);
  const narrow = await world.api<{ id: number }>("POST", "/api/v2/projects", { title: "Own" });
  assert.ok(narrow.id > 0);
  const address = world.server.url.replace("http://", "");
  const { shown, left, code } = await typedAt(world.command(["init"]), env, [
    ["Address of Vikunja:", "\r"],
    ["Address of Vikunja:", "ftp://x\r"],
    ["Address of Vikunja:", "nowhere.invalid\r"],
    ["Address of Vikunja:", "127.0.0.1:1\r"],
    ["Address of Vikunja:", "http://ann:secret@x\r"],
    ["Address of Vikunja:", `${address}/projects/3/12\r`],
    ["API token:", "tk_nobody\r"],
    ["API token:", `${world.server.token}\r`],
    ["all but that one [all]:", "99\r"],
    ["all but that one [all]:", "-5, work, home\r"],
    ["Project, by number or name", "Wrok\r"],
    ["did you mean Work?). Make it?", "\r"],
    ["Project, by number or name", "99\r"],
    ["Project, by number or name", "work\r"],
    ["Add these lines", "n\r"],
    ["or 0 for none [all]:", "perhaps\r"],
    ["or 0 for none [all]:", "3\r"],
    ["or 0 for none [all]:", "0\r"],
    ["also over?", "\r"],
    ["run the first sync now?", "y\r"],
  ]);
  assert.deepEqual([code, left], [0, []], shown);
  assert.match(shown, /https:\/\/nowhere\.invalid: /);
  assert.match(shown, /does not know it/);
  assert.match(shown, /that has a user name or password in it/);
  const config = await Deno.readTextFile(`${world.folder}/.config/vikunja-sync/config.toml`);
  assert.match(config, /default_project = "Work"/);
  assert.match(config, new RegExp(`url = "${world.server.url}"`));
  assert.doesNotMatch(config, /listen/);
  assert.doesNotMatch(await Deno.readTextFile(world.env["TASKRC"]!), /uda/);
  assert.match(
    config,
    /\[selection\]\nprojects = \["Work", "Home"\]\nexclude_projects = \["garden"\]\ndone_within = "90d"\n/,
  );
  assert.match(shown, /webhooks are taken by the daemon: choose it as well/);
  // Those of Home, of work.api, without a project, and the one that was in Work.
  const linked = counts["2.6"] * 3 / 4 + 1;
  assert.match(shown, new RegExp(`verified: ${linked} tasks linked`));
});

Deno.test("P4: init again asks for nothing that it knows", async () => {
  await using world = await createWorld();
  const env = await newcomer(world);
  const first: readonly Answer[] = [
    ["Address of Vikunja:", `${world.server.url}\r`],
    ["API token:", `${world.server.token}\r`],
    ["[all]:", "\r"],
    ["Project, by", "Own\r"],
    ["Make it?", "y\r"],
    ["Add these lines", "\r"],
    ["or 0 for none [all]:", "1\r"],
    ["also over?", "y\r"],
    ["run the first sync now?", "\r"],
  ];
  const begun = await typedAt(world.command(["init"]), env, first);
  assert.deepEqual([begun.code, begun.left], [0, []], begun.shown);
  const again = await typedAt(world.command(["init"]), env, [
    ["or 0 for none [all]:", "n\r"],
    ["run the first sync now?", "\r"],
  ]);
  assert.deepEqual([again.code, again.left], [0, []], again.shown);
  assert.doesNotMatch(
    again.shown,
    /Address of Vikunja:|API token:|on-exit hook|Add these|all but that/,
  );
  assert.match(again.shown, /no task is to be linked or made/);
  assert.match(again.shown, /nothing to do/);
});

Deno.test("P3: the first sync on a terminal shows what it would make, and asks; no is nothing", async () => {
  await using world = await createWorld();
  await world.task("add", "One", "project:garden.beds");
  const words = world.command(["sync"]);
  const no = await typedAt(words, { ...world.env, TERM: "xterm" }, [["Do it?", "n\r"]]);
  assert.deepEqual([no.code, no.left], [0, []], no.shown);
  assert.match(no.shown, /tasks: 1 to be made in Vikunja/);
  assert.match(no.shown, /2 new projects in Vikunja: garden, garden \/ beds/);
  assert.equal((await world.serverTasks()).length, 0);
  const yes = await typedAt(words, { ...world.env, TERM: "xterm" }, [["Do it?", "\r"]]);
  assert.match(yes.shown, /verified: 1 task linked/);
  await world.task("add", "Two", "project:new");
  const later = await typedAt(words, { ...world.env, TERM: "xterm" }, []);
  assert.match(later.shown, /verified: 2 tasks linked/);
  assert.doesNotMatch(later.shown, /Do it\?/);
});

Deno.test("P5: sync on a terminal names what an older version has left, until it is renewed", async () => {
  await using world = await createWorld();
  const env = { ...world.env, TERM: "xterm" };
  const sync = async () => (await typedAt(world.command(["sync", "--yes"]), env, [])).shown;
  assert.doesNotMatch(await sync(), /not as this version writes it/);
  assert.equal((await world.spawn(["install", "hook"])).code, 0);
  const hook = `${world.env["TASKDATA"]}/hooks/on-exit.vikunja-sync`;
  const text = await Deno.readTextFile(hook);
  await Deno.writeTextFile(hook, text.replace("exit 0\n", "exit 0 # of before\n"));
  await Deno.writeTextFile(`${world.env["VIKUNJA_SYNC_STATE_DIR"]}/seen-version`, "0.0.1\n");
  for (const _ of [1, 2]) {
    assert.match(await sync(), /hook .* is not as this version writes it: `.* install hook`/);
  }
  assert.equal((await world.spawn(["install", "hook"])).code, 0);
  assert.doesNotMatch(await sync(), /not as this version writes it/);
});
