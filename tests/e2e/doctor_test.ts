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

Deno.test("T8 doctor tells a token that the server does not know", async () => {
  const finding = await found("token", () => ({ VIKUNJA_TOKEN: "tk_gone" }));
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /revoked, expired or mistyped/);
});

for (const missing of ["tasks: delete", "labels: create", "tasks_comments: update"]) {
  Deno.test(`T8 doctor names the permission ${missing} where the token lacks it`, async () => {
    const finding = await found("token", async (world) => ({
      VIKUNJA_TOKEN: await tokenWithout(world, missing),
    }));
    assert.equal(finding.state, "wrong");
    assert.equal(finding.says, `the token lacks the permission ${missing}`);
    assert.match(finding.mend ?? "", /Settings, API tokens/);
  });
}

Deno.test("doctor notes a token that may not set up webhooks", async () => {
  const finding = await found("token", async (world) => ({
    VIKUNJA_TOKEN: await tokenWithout(world, "projects_webhooks: create"),
  }));
  assert.equal(finding.state, "note");
  assert.match(finding.says, /projects_webhooks: create, needed to set up webhooks/);
});

Deno.test("doctor finds a server that is down", async () => {
  const finding = await found("server", (world) => world.server.stopAccepting());
  assert.deepEqual([finding.state, /no answer from/.test(finding.says)], ["wrong", true]);
});

Deno.test("doctor finds a clock that is wrong", async () => {
  const now = () => new Date(Date.now() + 3_600_000);
  const finding = await found("clock", () => {}, { sandbox: { now } });
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /^3\d{3} s behind the server's$/);
  assert.match(finding.mend ?? "", /timedatectl/);
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

Deno.test("doctor warns where Taskwarrior itself syncs several machines", async () => {
  const finding = await found("machines", async (world) => {
    await Deno.writeTextFile(world.env["TASKRC"]!, "taskd.server=tasks.example:53589\n", {
      append: true,
    });
  });
  assert.equal(finding.state, "note");
  assert.match(finding.says, /only one of them may run vikunja-sync/);
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

Deno.test("doctor says that wake-ups wait in the spool", async () => {
  const finding = await found("spool", async (world) => {
    await Deno.mkdir(`${world.folder}/state/wakes`, { mode: 0o700 });
    await Deno.writeTextFile(`${world.folder}/state/wakes/spool`, "x\n");
  });
  assert.deepEqual([finding.state, finding.mend], ["note", "vikunja-sync sync"]);
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

Deno.test("doctor finds units of another version", async () => {
  const finding = await found("units", async (world) => {
    const env = { XDG_CONFIG_HOME: `${world.folder}/.config`, PATH: `${world.folder}/none` };
    await world.run(["install", "units"], env);
    const unit = `${env.XDG_CONFIG_HOME}/systemd/user/vikunja-sync.service`;
    await Deno.writeTextFile(unit, "# older\n", { append: true });
    return env;
  });
  assert.deepEqual([finding.state, finding.mend], ["wrong", "vikunja-sync install units"]);
  assert.match(finding.says, /vikunja-sync\.service/);
});

Deno.test("doctor finds a project without a webhook, and a secret that was lost", async () => {
  await using world = await wellWorld();
  await world.run(["install", "webhooks", "--url", "http://127.0.0.1:9/webhook"]);
  assert.equal(findingOf(await diagnose(world), "webhooks").state, "ok");
  await world.api("PUT", "/api/v1/projects", { title: "Garden" });
  const fresh = findingOf(await diagnose(world), "webhooks");
  assert.deepEqual([fresh.state, fresh.says], ["wrong", "none on Garden"]);
  assert.equal(fresh.mend, "vikunja-sync install webhooks");
  await Deno.remove(`${world.folder}/state/webhook-secret`);
  assert.match(findingOf(await diagnose(world), "webhooks").says, /another secret/);
});

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

/** A token with every permission but this one. */
async function tokenWithout({ server }: World, left: string): Promise<string> {
  const send = async (path: string, method: string, body: unknown, authorization = "") => {
    const headers = { authorization, "content-type": "application/json" };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return await (await fetch(server.url + path, { method, headers, ...text })).json();
  };
  const { username, password } = server;
  const { token } = await send("/api/v1/login", "POST", { username, password });
  const bearer = `Bearer ${token}`;
  const routes: Record<string, object> = await send("/api/v1/routes", "GET", undefined, bearer);
  const permissions = Object.fromEntries(
    Object.entries(routes).map(([group, of]) => [
      group,
      Object.keys(of).filter((action) => `${group}: ${action}` !== left),
    ]),
  );
  const body = { title: "limited", permissions, expires_at: "2099-01-01T00:00:00Z" };
  return (await send("/api/v1/tokens", "PUT", body, bearer)).token;
}
