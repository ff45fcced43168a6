import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fileLock } from "@/locks/file_lock.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";
import { diagnose, findingOf } from "@tests/support/diagnosis.ts";

type Env = Readonly<Record<string, string>>;

async function wellWorld(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  await Deno.mkdir(`${world.folder}/state`, { mode: 0o700 });
  return world;
}

/** What doctor finds in a world with this one thing wrong. */
async function found(
  check: string,
  spoil: (world: World) => Promise<Env | void> | Env | void,
  options: WorldOptions = {},
) {
  await using world = await wellWorld(options);
  const env = await spoil(world) ?? {};
  return findingOf(await diagnose(world, env), check);
}

Deno.test("doctor finds nothing wrong where nothing is", async () => {
  await using world = await wellWorld();
  const { code, ok, findings } = await diagnose(world);
  assert.deepEqual([code, ok], [0, true]);
  const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
  assert.deepEqual(states, {
    taskwarrior: "ok",
    attributes: "ok",
    machines: "ok",
    hook: "note",
    server: "ok",
    token: "ok",
    clock: "ok",
    daemon: "note",
    lock: "ok",
    log: "note",
    spool: "ok",
    files: "ok",
    backups: "note",
    units: "skipped",
    webhooks: "skipped",
    loop: "skipped",
  });
});

Deno.test("doctor changes nothing on the server", async () => {
  await using world = await wellWorld();
  await world.task("add", "Buy milk");
  await world.run(["sync"]);
  const before = [await world.serverTasks(), await world.api("GET", "/api/v1/projects")];
  await diagnose(world);
  assert.deepEqual([await world.serverTasks(), await world.api("GET", "/api/v1/projects")], before);
  assert.equal((await world.api<unknown[] | null>("GET", "/api/v1/labels") ?? []).length, 0);
});

Deno.test("doctor finds a missing Taskwarrior", async () => {
  const finding = await found("taskwarrior", () => ({ VIKUNJA_SYNC_TASK: "/nowhere/task" }));
  assert.equal(finding.state, "wrong");
  assert.notEqual(finding.mend, null);
});

Deno.test("doctor notes attributes that the taskrc lacks, and the command that adds them", async () => {
  const finding = await found("attributes", async (world) => {
    const rc = await Deno.readTextFile(world.env["TASKRC"]!);
    await Deno.writeTextFile(world.env["TASKRC"]!, rc.replace(/uda\.notes.*\n/g, ""));
  });
  assert.deepEqual([finding.state, finding.mend], ["note", "vikunja-sync sync --yes"]);
});

Deno.test("doctor says who has the lock", async () => {
  await using world = await wellWorld();
  await using _lock = await fileLock(`${world.folder}/state/direct.lock`, { holder: "sync" });
  const finding = findingOf(await diagnose(world), "lock");
  assert.equal(finding.state, "note");
  assert.match(finding.says, new RegExp(`process ${Deno.pid} \\(sync\\)`));
});

Deno.test("doctor finds a log that is none", async () => {
  const finding = await found("log", async (world) => {
    await world.run(["sync"]);
    await Deno.writeTextFile(`${world.folder}/state/log.db`, "garbage".repeat(2000));
  });
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /log\.db/);
  assert.equal(finding.mend, "vikunja-sync repair");
});

Deno.test("doctor finds files that others can read", async () => {
  await using world = await wellWorld();
  const tokenFile = `${world.folder}/token`;
  await Deno.writeTextFile(tokenFile, world.server.token, { mode: 0o644 });
  await Deno.writeTextFile(`${world.folder}/state/webhook-secret`, "00\n", { mode: 0o644 });
  await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"]!, 'webhook_auth = "a:b"\n');
  await Deno.chmod(world.env["VIKUNJA_SYNC_CONFIG"]!, 0o644);
  await Deno.chmod(`${world.folder}/state`, 0o755);
  const env = { VIKUNJA_TOKEN: "", VIKUNJA_TOKEN_FILE: tokenFile };
  const { code, findings } = await diagnose(world, env);
  assert.equal(code, 3);
  const mends = findings.filter(({ check }) => check === "files").map(({ mend }) => mend);
  assert.deepEqual(mends, [
    `chmod 700 ${world.folder}/state`,
    `chmod 600 ${world.folder}/state/webhook-secret`,
    `chmod 600 ${tokenFile}`,
    `chmod 600 ${world.env["VIKUNJA_SYNC_CONFIG"]}`,
  ]);
});

Deno.test("doctor reports every problem of a configuration", async () => {
  await using world = await wellWorld();
  await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"]!, 'jobs = 0\nlnik = "none"\n');
  const { code, findings } = await diagnose(world, { VIKUNJA_URL: "" });
  assert.equal(code, 3);
  assert.deepEqual(new Set(findings.map(({ check }) => check)), new Set(["configuration"]));
  assert.equal(findings.length, 3);
});

Deno.test("doctor finds a hook that is missing, of another version, or cannot be run", async () => {
  await using world = await wellWorld();
  assert.equal(findingOf(await diagnose(world), "hook").mend, "vikunja-sync install hook");
  await world.run(["install", "hook"]);
  assert.equal(findingOf(await diagnose(world), "hook").state, "ok");
  const other = { PATH: `${Deno.env.get("PATH")}:/opt/bin` };
  assert.equal(findingOf(await diagnose(world, other), "hook").state, "ok");
  const hook = `${world.folder}/task/hooks/on-exit.vikunja-sync`;
  await Deno.chmod(hook, 0o644);
  assert.equal(findingOf(await diagnose(world), "hook").mend, `chmod +x ${hook}`);
  await Deno.chmod(hook, 0o755);
  await Deno.writeTextFile(hook, "# older\n", { append: true });
  const stale = findingOf(await diagnose(world), "hook");
  assert.deepEqual([stale.state, stale.mend], ["wrong", "vikunja-sync install hook"]);
});

for (const line of ["2.6", "3"] as const) {
  Deno.test(`doctor finds that Taskwarrior runs no hooks (Taskwarrior ${line})`, async () => {
    await using world = await wellWorld({ line });
    await world.run(["install", "hook"]);
    const taskrc = world.env["TASKRC"] ?? "";
    await Deno.writeTextFile(taskrc, "hooks=Yes\n", { append: true });
    assert.equal(findingOf(await diagnose(world), "hook").state, "ok");
    await Deno.writeTextFile(taskrc, "hooks=off\n", { append: true });
    const off = findingOf(await diagnose(world), "hook");
    assert.equal(off.state, "wrong");
    assert.match(off.says, /runs no hooks: hooks=off/);
    const [, ...mend] = off.mend?.split(" ") ?? [];
    await world.task(...mend);
    assert.equal(findingOf(await diagnose(world), "hook").state, "ok");
  });
}

Deno.test("T36 doctor finds a daemon of another version, and how to restart it", async () => {
  await using world = await wellWorld();
  const info = { version: "0.0.1", pid: 4711, stateDir: `${world.folder}/state`, listen: null };
  const old = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(info));
  });
  await new Promise<void>((ready) => old.listen(`${world.folder}/state/vikunja-sync.sock`, ready));
  try {
    const finding = findingOf(await diagnose(world), "daemon");
    assert.equal(finding.state, "wrong");
    assert.match(finding.says, /it is version 0\.0\.1 \(process 4711\)/);
    assert.match(finding.mend ?? "", /systemctl --user restart vikunja-sync/);
  } finally {
    await new Promise((closed) => old.close(closed));
  }
});
