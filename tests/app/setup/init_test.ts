import assert from "node:assert/strict";
import { createSetup } from "@/app/setup/init.ts";
import { createInstallation } from "@/app/setup/installation.ts";
import { SyncError } from "@/domain/errors.ts";
import type { SettingsAnswers, Setup } from "@/ports/setup.ts";
import { configPath } from "@tests/config/support.ts";
import { type SetupWorld, setupWorld, type WorldOptions } from "@tests/support/setup_world.ts";

const { signal } = new AbortController();
const tokenFile = "/home/ada/.config/vikunja-sync/token";

function setupOf({ deps }: SetupWorld): Setup {
  const openRun = () => () => Promise.reject(new Error("nothing is synced here"));
  return createSetup({ ...deps, openRun });
}

function check(world: SetupWorld, token = world.server.token) {
  return world.time.run(setupOf(world).check(world.server.url, token, signal));
}

const answers: SettingsAnswers = {
  url: "https://v.example",
  token: "tk_new",
  tokenFile: null,
  project: null,
  listen: null,
  selection: null,
};

const chosen = { projects: ["Work"], excludeProjects: [], doneWithin: "90d" } as const;

async function written(given: Partial<SettingsAnswers>, options: WorldOptions = {}) {
  const world = await setupWorld(options);
  const report = await setupOf(world).write({ ...answers, ...given });
  return { world, report, text: await world.files.read(configPath) ?? "" };
}

Deno.test("T8 init names every permission that the token lacks", async () => {
  const world = await setupWorld();
  const lacking = [
    "projects: create",
    "tasks: read_one",
    "tasks: delete",
    "projects_webhooks: create",
  ];
  const account = await check(
    world,
    world.server.tokenWithout(...lacking, "tasks_assignees: create"),
  );
  assert.equal(account.missing, "projects: create; tasks: read_one, delete");
  assert.equal(account.missingForWebhooks, "projects_webhooks: create");
  assert.equal(account.missingForClaims, "");
  assert.deepEqual(account.projects, ["Inbox"]);
});

Deno.test("init names what claims lack where they show as assignees, and no project that it may not see", async () => {
  const world = await setupWorld({ config: '[claims]\nmirror = "assignee"\n' });
  const lacking = ["tasks_assignees: create", "projects: read_all"];
  const account = await check(world, world.server.tokenWithout(...lacking));
  assert.equal(account.missingForClaims, "tasks_assignees: create");
  assert.deepEqual(account.projects, []);
});

Deno.test("T8 init tells a token that the server does not know, and what a new one must allow", async () => {
  const world = await setupWorld();
  await assert.rejects(check(world, "tk_gone"), {
    code: "AUTH",
    hint: /revoked, has expired or was mistyped[^]*tasks: read_all/,
  });
});

Deno.test("init says without a token what it must allow", async () => {
  const world = await setupWorld();
  const { needed, optional, page } = await world.time.run(
    setupOf(world).needed(world.server.url, signal),
  );
  assert.match(needed, /^projects: read_all, create; tasks: read_all, read_one, create/);
  assert.doesNotMatch(needed, /tasks_assignees|webhooks/);
  assert.deepEqual(optional.map(({ permissions }) => permissions), [
    "projects_webhooks: read_all, create, delete",
  ]);
  const asked = new URL(page);
  assert.equal(asked.pathname, "/user/settings/api-tokens");
  assert.equal(asked.searchParams.get("title"), "vikunja-sync");
  assert.match(asked.searchParams.get("scopes") ?? "", /^projects:read_all,projects:create,tasks:/);
});

Deno.test("init refuses without a usable Taskwarrior, before it asks the server anything", async () => {
  const world = await setupWorld();
  world.server.isDown = true;
  world.list.failure = new SyncError("TASK_MISSING", "Cannot start Taskwarrior: task does not run");
  await assert.rejects(check(world), { code: "TASK_MISSING" });
});

Deno.test("init writes a configuration, the token beside it for its owner alone, and nothing the second time", async () => {
  const { world, report, text } = await written({ project: "work.inbox" });
  assert.deepEqual(report.written, [tokenFile, configPath]);
  assert.match(text, /url = "https:\/\/v\.example"\n/);
  assert.match(text, /default_project = "work\.inbox"\n/);
  assert.ok(text.includes(`token_file = "${tokenFile}"\n`));
  assert.equal(await world.files.read(tokenFile), "tk_new\n");
  assert.equal(world.files.all.get(tokenFile)?.mode, 0o600);
  const again = await setupOf(world).write({ ...answers, project: "work.inbox" });
  assert.deepEqual([again.written, again.unchanged], [[], [configPath]]);
});

Deno.test("init changes what is said and keeps the rest of the file", async () => {
  const config = '# mine\nurl = "https://old.example"\njobs = 2\n';
  const { text } = await written({ token: null, listen: "127.0.0.1:8765" }, { config });
  assert.match(
    text,
    /^# mine\nurl = "https:\/\/v\.example"\njobs = 2\nlisten = "127\.0\.0\.1:8765"\n/,
  );
  assert.doesNotMatch(text, /token/);
});

Deno.test("init writes down which tasks are synced, and not twice", async () => {
  const { world, text } = await written({ selection: chosen }, { config: "[claims]\n" });
  assert.match(text, /\[claims\]\n\n\[selection\]\nprojects = \["Work"\]\ndone_within = "90d"\n$/);
  const again = await setupOf(world).select(chosen);
  assert.deepEqual([again.written, again.unchanged], [[], [configPath]]);
});

Deno.test("init says what to write where it cannot change the form that somebody gave the file", async () => {
  const config = 'selection = { projects = ["Home"] }\n';
  await assert.rejects(written({ selection: chosen }, { config }), {
    code: "CONFIG",
    hint: /selection\.projects = \["Work"\]; selection\.done_within = "90d"/,
  });
});

Deno.test("init offers the projects that open tasks of Taskwarrior are in", async () => {
  const world = await setupWorld();
  assert.deepEqual((await setupOf(world).look(signal)).projects, []);
  world.programs.set("task", () => ({ code: 0, stdout: "home\nwork.api\n", stderr: "" }));
  assert.deepEqual((await setupOf(world).look(signal)).projects, ["home", "work.api"]);
});

Deno.test("init keeps the file that holds the token, seen from where it was called, and makes no second one", async () => {
  const { report, text } = await written({ tokenFile: "my-token" });
  assert.deepEqual(report.written, [configPath]);
  assert.ok(text.includes('token_file = "/home/ada/desk/my-token"\n'));
});

Deno.test("init leaves a way to the token that the file has", async () => {
  const config = 'token_command = "pass vikunja"\n';
  const { report, text } = await written({}, { config, env: { VIKUNJA_TOKEN: "tk_env" } });
  assert.deepEqual(report.written, [configPath]);
  assert.doesNotMatch(text, /token_file/);
});

Deno.test("init keeps the authority that the environment names", async () => {
  const { text } = await written({}, { env: { VIKUNJA_CA_FILE: "/etc/my-ca.pem" } });
  assert.ok(text.includes('ca_file = "/etc/my-ca.pem"\n'), text);
});

Deno.test("init says why it cannot write, and where there is no place for it", async () => {
  const world = await setupWorld();
  world.files.readOnly.add("/home/ada/.config/vikunja-sync");
  await assert.rejects(setupOf(world).write(answers), {
    code: "CONFIG",
    message: /^Cannot write \/home\/ada\/\.config\/vikunja-sync\/token: EROFS/,
  });
  const config = { ...world.deps.config, file: null };
  const homeless = { ...world, deps: { ...world.deps, config } };
  await assert.rejects(setupOf(homeless).write(answers), { message: /HOME is not set/ });
});

Deno.test("init offers what makes changes arrive at once, and says how later where it may not", async () => {
  const world = await setupWorld();
  world.programs.set("systemctl", () => ({ code: 0, stdout: "", stderr: "" }));
  const later = await setupOf(world).offer(signal);
  assert.deepEqual(later, [
    "later: vikunja-sync install hook",
    "later: vikunja-sync install units",
  ]);
  world.answer = true;
  const done = await setupOf(world).offer(signal);
  assert.match(done[0] ?? "", /^wrote \/home\/ada\/\.task\/hooks\/on-exit/);
  assert.equal(done.filter((line) => line.startsWith("wrote ")).length, 5);
});

Deno.test("init --yes goes on where the taskrc cannot be written, and says which lines it lacks", async () => {
  const world = await setupWorld();
  world.answer = true;
  world.list.missingLines = ["uda.notes.type=string"];
  world.list.readOnly = new Error("Read-only file system (os error 30)");
  const done = await setupOf(world).offer(signal);
  assert.match(done.join("\n"), /^wrote .*on-exit\.vikunja-sync/);
  assert.match(
    world.warnings.join("\n"),
    /cannot write your taskrc \(Read-only[^]*uda\.notes\.type=string/,
  );
});

Deno.test("what init offers and cannot do is said with the command for later, and the rest goes on", async () => {
  const world = await setupWorld({ config: 'listen = "127.0.0.1:8765"\n' });
  world.answer = true;
  world.list.failure = new SyncError("TASK_MISSING", "Cannot start Taskwarrior");
  const lines = await world.time.run(setupOf(world).offer(signal));
  assert.equal(lines[0], "Cannot start Taskwarrior (later: vikunja-sync install hook)");
  assert.deepEqual(lines.slice(1, 2), ["webhook on Inbox"]);
});

Deno.test("install hook adds the attributes with leave, asked once, and says what they are without", async () => {
  const world = await setupWorld();
  world.list.missingLines = ["uda.notes.type=string"];
  world.answer = false;
  await createInstallation(world.deps).hook(signal);
  assert.match(world.asked.join(), /Add these lines to your taskrc/);
  assert.match(world.warnings.join(), /add to your taskrc, or run with --yes:\n {2}uda\.notes/);
  world.answer = true;
  await createInstallation(world.deps).hook(signal);
  assert.equal(world.warnings.at(-1), "added 1 lines to /home/ada/.taskrc");
});

Deno.test("P4: init opens the page where a browser can be seen, and nowhere else", async () => {
  const fine = () => ({ code: 0, stdout: "", stderr: "" });
  for (const [env, isShown] of [[{}, false], [{ DISPLAY: ":0" }, true]] as const) {
    const world = await setupWorld({ env });
    world.programs.set("xdg-open", fine);
    assert.equal(await setupOf(world).show("https://v.example/user"), isShown);
    assert.deepEqual(world.ran, isShown ? ["xdg-open https://v.example/user"] : []);
  }
  const without = await setupWorld({ env: { WAYLAND_DISPLAY: "wayland-0" } });
  assert.equal(await setupOf(without).show("https://v.example/user"), false);
});

Deno.test("P4: init finds out who would run the daemon", async () => {
  const world = await setupWorld();
  const manager = async () => (await setupOf(world).look(signal)).manager;
  assert.equal(await manager(), "nobody");
  world.programs.set("systemctl", () => ({ code: 1, stdout: "", stderr: "no bus" }));
  assert.equal(await manager(), "nobody");
  world.programs.set("systemctl", () => ({ code: 0, stdout: "", stderr: "" }));
  assert.equal(await manager(), "systemd");
});

Deno.test("init starts the daemon of its own profile where nobody looks after services", async () => {
  const world = await setupWorld();
  const config = { ...world.deps.config, profile: "work" };
  const stop = new AbortController();
  const ran = (words: readonly string[]) => {
    world.ran.push(words.join(" "));
    if (words[0] === "sh") stop.abort();
    return Promise.resolve(null);
  };
  const setup = setupOf({ ...world, deps: { ...world.deps, config, run: ran } });
  await assert.rejects(world.time.run(setup.place("daemon", stop.signal)), { name: "AbortError" });
  assert.match(world.ran.at(-1) ?? "", / env VIKUNJA_SYNC_PROFILE=work \/opt\/vikunja-sync serve$/);
});
