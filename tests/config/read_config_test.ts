import assert from "node:assert/strict";
import { noPlaces } from "@/domain/field_places.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { configOf, configPath, refusalOf, server, tokenOf } from "@tests/config/support.ts";
import { usualTaskwarrior } from "@tests/support/usual_config.ts";

Deno.test("readConfig() has a value for everything when only address and token are given", async () => {
  const config = await configOf({ env: server });
  const { server: found, ...rest } = config;
  assert.equal(found?.url, "https://v.example");
  assert.equal(await tokenOf(config), "tk_env");
  assert.deepEqual(rest, {
    profile: null,
    taskwarrior: usualTaskwarrior,
    stateDir: "/home/ada/.local/state/vikunja-sync",
    defaultProject: null,
    store: null,
    attributes: defaultTaskwarriorSettings.attributes,
    link: "annotation",
    tie: "vikunja",
    lockTimeoutMs: 10_000,
    jobs: 4,
    fullEveryMs: 86_400_000,
    finishedWithinMs: null,
    selection: null,
    direction: null,
    conflicts: null,
    mapping: {
      projects: [],
      priority: { L: 1, M: 2, H: 3 },
      tellsAuthors: false,
      places: noPlaces,
    },
    pollEveryMs: 30_000,
    listen: null,
    page: "127.0.0.1:0",
    claimsMirror: "none",
    socketPaths: ["/home/ada/.local/state/vikunja-sync/vikunja-sync.sock"],
    webhookAuth: null,
    caFile: null,
    notify: {
      me: null,
      kinds: ["due", "overdue", "assigned", "comment", "conflict", "stale", "unsent"],
      to: ["terminal"],
      dueWithinMs: 86_400_000,
      staleAfterMs: 86_400_000,
      unsentAfterMs: 3_600_000,
      command: null,
      ntfy: null,
      ntfyTokenFile: null,
      webhook: null,
    },
    backup: {
      isDaily: true,
      folder: "/home/ada/.local/state/vikunja-sync/backups",
      keep: { daily: 7, weekly: 4 },
    },
    tokenFile: null,
    isTokenInEnvironment: true,
    file: null,
    warnings: [],
  });
});

const everything = `
url = "https://file.example/api/v1/"
token_file = "token"
task = "~/bin/task"
state_dir = "state"
default_project = "Home.Inbox"
notes_uda = "memo"
link = "uda"
tie = "taskwarrior"
lock_timeout = "1m"
jobs = 8
full_every = 3600
finished_within = "90d"
`;
const tokenPath = "/home/ada/.config/vikunja-sync/token";

Deno.test("readConfig() takes everything from the file, with paths as seen from it", async () => {
  const config = await configOf({ files: { [configPath]: everything, [tokenPath]: "tk_file\n" } });
  assert.equal(config.server?.url, "https://file.example");
  assert.equal(await tokenOf(config), "tk_file");
  assert.equal(config.taskwarrior.program, "/home/ada/bin/task");
  assert.equal(config.stateDir, "/home/ada/.config/vikunja-sync/state");
  assert.equal(config.defaultProject, "Home.Inbox");
  assert.equal(config.attributes.notes, "memo");
  assert.equal(config.link, "uda");
  assert.equal(config.tie, "taskwarrior");
  assert.equal(config.lockTimeoutMs, 60_000);
  assert.equal(config.jobs, 8);
  assert.equal(config.fullEveryMs, 3_600_000);
  assert.equal(config.finishedWithinMs, 90 * 86_400_000);
  assert.equal(config.file, configPath);
});

Deno.test("readConfig() takes a flag over the environment and that over the file", async () => {
  const files = { [configPath]: everything, [tokenPath]: "tk_file" };
  const env = {
    ...server,
    VIKUNJA_SYNC_TASK: "task-3",
    VIKUNJA_SYNC_STATE_DIR: "here",
    TASKRC: "/rc",
    TASKDATA: "/data",
  };
  const config = await configOf({ files, env, flags: { jobs: "2", state_dir: "/there" } });
  assert.equal(config.server?.url, "https://v.example");
  assert.equal(await tokenOf(config), "tk_env");
  assert.deepEqual(config.taskwarrior, {
    ...usualTaskwarrior,
    program: "task-3",
    taskrc: "/rc",
    taskdata: "/data",
  });
  assert.equal(config.stateDir, "/there");
  assert.equal(config.jobs, 2);
  assert.equal(config.tie, "taskwarrior");
  assert.equal((await configOf({ files, env })).stateDir, "/home/ada/desk/here");
});

Deno.test("readConfig() takes an empty variable for none", async () => {
  const env = { ...server, VIKUNJA_SYNC_STATE_DIR: " ", VIKUNJA_SYNC_CONFIG: "", TASKRC: "" };
  const config = await configOf({ env });
  assert.equal(config.stateDir, "/home/ada/.local/state/vikunja-sync");
  assert.equal(config.taskwarrior.taskrc, null);
});

Deno.test("readConfig() respects the XDG folders when they are absolute", async () => {
  const files = { "/xdg/c/vikunja-sync/config.toml": "jobs = 7\n" };
  const env = { ...server, XDG_CONFIG_HOME: "/xdg/c", XDG_STATE_HOME: "/xdg/s" };
  const config = await configOf({ files, env });
  assert.equal(config.jobs, 7);
  assert.equal(config.stateDir, "/xdg/s/vikunja-sync");
  const relative = await configOf({ env: { ...server, XDG_STATE_HOME: "s" } });
  assert.equal(relative.stateDir, "/home/ada/.local/state/vikunja-sync");
});

Deno.test("readConfig() reads the file that --config names, else the one of VIKUNJA_SYNC_CONFIG", async () => {
  const files = { "/home/ada/desk/a.toml": "jobs = 1\n", "/b.toml": "jobs = 2\n" };
  const env = { ...server, VIKUNJA_SYNC_CONFIG: "/b.toml" };
  assert.equal((await configOf({ files, env })).jobs, 2);
  assert.equal((await configOf({ files, env, flags: { config: "a.toml" } })).jobs, 1);
});

Deno.test("readConfig() gives a result that nobody can change", async () => {
  const config = await configOf({ env: server });
  assert.throws(() => Object.assign(config, { jobs: 9 }), TypeError);
  assert.throws(() => Object.assign(config.taskwarrior, { program: "x" }), TypeError);
  assert.throws(() => Object.assign(config.server ?? {}, { url: "x" }), TypeError);
});

Deno.test("readConfig() says every problem at once, with its line, what is wrong and how to mend it", async () => {
  const text = [
    "# mine",
    'url = "ftp://x"',
    'tokenfile = "x"',
    "jobs = 99",
    'link = "annotations"',
    "tie = 3",
    'lock_timeout = "soon"',
    'notes_uda = "project"',
    "[server]",
    "a = 1",
  ].join("\n");
  const env = { VIKUNJA_SYNC_TASK: "\x1b[2J" };
  const error = await refusalOf({ files: { [configPath]: text }, env, flags: { full_every: "x" } });
  assert.equal(error.code, "CONFIG");
  const lines = error.message.split("\n").slice(1).map((line) => line.trim());
  const expected = [
    `${configPath}:2: url is not an http(s) address`,
    `${configPath}:3: unknown key "tokenfile" (did you mean "token_file"?)`,
    `${configPath}:4: jobs must be at most 32`,
    `${configPath}:5: link must be one of "annotation", "uda", "none"`,
    `${configPath}:6: tie must be one of`,
    `${configPath}:7: lock_timeout must be a duration`,
    `${configPath}:8: notes_uda is one of Taskwarrior's own`,
    `${configPath}:9: unknown key "server" (known are url`,
    "VIKUNJA_SYNC_TASK: has control characters",
    "--full-every: must be a duration",
    "token: is not set (make an API token in Vikunja",
  ];
  assert.equal(lines.length, expected.length, error.message);
  for (const [at, start] of expected.entries()) {
    assert.ok(lines[at]?.startsWith(start), `${lines[at]} does not start with ${start}`);
  }
  assert.match(error.message, /11 problems/);
});

Deno.test("readConfig() says one thing of one mistake", async () => {
  const server = 'url = "https://v.example"\ntoken = "tk_x"\n';
  for (const line of ['jobs = "x"', "jobs = 0.5", 'jobs = ""', 'listen = ""', 'notes_uda = ""']) {
    const { message } = await refusalOf({ files: { [configPath]: `${server}${line}\n` } });
    assert.match(message, /: 1 problem\n.*$/, `${line}: ${message}`);
  }
});

Deno.test("readConfig() shows the place and not the text when the file is no TOML", async () => {
  const files = { [configPath]: 'url = "https://v.example"\ntoken = "tk_secret\n' };
  const error = await refusalOf({ files });
  assert.match(error.message, /config\.toml:2:\d+: Invalid TOML/);
  assert.match(error.message, /1 problem\n/);
  assert.ok(!JSON.stringify([error.message, error.details]).includes("tk_secret"));
});

Deno.test("readConfig() refuses a file that was named and is not there, not one that was not named", async () => {
  const error = await refusalOf({ env: server, flags: { config: "/no.toml" } });
  assert.match(error.message, /\/no\.toml \(--config\): cannot be read: there is no such file/);
  await configOf({ env: server });
});

Deno.test("readConfig() wants a place for the log when there is no home", async () => {
  const error = await refusalOf({ env: { ...server, HOME: "" } });
  assert.match(error.message, /HOME: is not set/);
  const env = { ...server, HOME: "", VIKUNJA_SYNC_STATE_DIR: "/state" };
  assert.equal((await configOf({ env })).stateDir, "/state");
});

Deno.test("readConfig() does without a server when the command does", async () => {
  const none = await configOf({ needsServer: false });
  assert.equal(none.server, null);
  const env = { VIKUNJA_URL: "https://v.example", VIKUNJA_TOKEN_FILE: "/gone" };
  const some = await configOf({ needsServer: false, env });
  assert.equal(some.server?.url, "https://v.example");
  await assert.rejects(() => tokenOf(some), /\/gone: there is no such file/);
});

Deno.test("readConfig() reads a table of settings, and names table and line of what is wrong in it", async () => {
  const config = await configOf({
    env: server,
    files: { [configPath]: '[notify]\nme = "ada"\nto = ["ntfy"]\nntfy_token_file = "ntfy.txt"\n' },
  });
  assert.deepEqual(
    [config.notify.me, config.notify.to, config.notify.ntfyTokenFile],
    ["ada", ["ntfy"], configPath.replace("config.toml", "ntfy.txt")],
  );
  const { message } = await refusalOf({
    env: server,
    files: { [configPath]: 'jobs = 2\n\n[notify]\nto = ["pigeon"]\nyou = "ada"\n' },
  });
  assert.match(message, /config\.toml:4: notify\.to must be one of "terminal", "command"/);
  assert.match(message, /config\.toml:5: unknown key "notify\.you"/);
});

Deno.test("readConfig() names, renames and switches off the attributes of fields, each its own", async () => {
  const server = 'url = "https://v.example"\ntoken = "tk_x"\n';
  const of = (lines: string) => ({ files: { [configPath]: `${server}${lines}\n` } });
  assert.equal((await configOf(of('ends_uda = "until_when"'))).attributes.endsAt, "until_when");
  for (const none of ["none", ""]) {
    assert.equal((await configOf(of(`progress_uda = "${none}"`))).attributes.progress, null);
  }
  const wrong = [
    ['ends_uda = "due"', /ends_uda is one of Taskwarrior's own/],
    ['ends_uda = "a b"', /ends_uda must be a name of letters/],
    ['ends_uda = "notes"', /ends_uda: is the attribute of the notes and of the end date/],
    ['notes_uda = "none"\nprogress_uda = "assignees"', /assignees/],
  ] as const;
  for (const [lines, says] of wrong) {
    const { message } = await refusalOf(of(lines));
    assert.match(message, says);
    assert.match(message, /: 1 problem\n.*$/s, message);
  }
});
