import assert from "node:assert/strict";
import { createInstallation } from "@/app/setup/installation.ts";
import type { Daemon } from "@/ports/daemon.ts";
import { type SetupWorld, setupWorld, stateDir } from "@tests/support/setup_world.ts";
import { findingOf, findings, found } from "@tests/app/doctor/support.ts";

const { signal } = new AbortController();
const hookUrl = "http://127.0.0.1:9/webhook";

async function installWebhooks({ deps, time }: SetupWorld, url = hookUrl) {
  return await time.run(createInstallation(deps).webhooks(url, signal));
}

function daemonOf(info: Partial<Daemon["info"]>): Daemon {
  return {
    info: { version: "1.2.3", pid: 4711, stateDir, listen: null, ...info },
    ask: (name) => Promise.reject(new Error(`nobody answers ${name}`)),
  };
}

Deno.test("doctor finds a hook that is missing, of another version, or cannot be run", async () => {
  const world = await setupWorld();
  assert.equal((await findingOf(world, "hook")).mend, "vikunja-sync install hook");
  const { written } = await createInstallation(world.deps).hook(signal);
  const [hook = ""] = written;
  assert.equal((await findingOf(world, "hook")).state, "ok");
  await world.files.setMode(hook, 0o644);
  assert.equal((await findingOf(world, "hook")).mend, `chmod +x ${hook}`);
  await world.files.replace(hook, `${await world.files.read(hook)}# older\n`, 0o755);
  const stale = await findingOf(world, "hook");
  assert.deepEqual([stale.state, stale.mend], ["wrong", "vikunja-sync install hook"]);
});

Deno.test("doctor takes a hook of another day's environment for current", async () => {
  const world = await setupWorld();
  await createInstallation(world.deps).hook(signal);
  const env = (name: string) => name === "PATH" ? "/opt/it's mine" : world.deps.env(name);
  const other = { ...world, deps: { ...world.deps, env } };
  assert.equal((await findingOf(other, "hook")).state, "ok");
  await createInstallation(other.deps).hook(signal);
  assert.equal((await findingOf(world, "hook")).state, "ok");
});

Deno.test("doctor finds that Taskwarrior runs no hooks, however that is set", async () => {
  const world = await setupWorld();
  await createInstallation(world.deps).hook(signal);
  for (const [hooks, state] of [["Yes", "ok"], ["1", "ok"], ["off", "wrong"], ["no", "wrong"]]) {
    world.list.hooks = hooks ?? "";
    const finding = await findingOf(world, "hook");
    assert.equal(finding.state, state, hooks);
    if (state === "wrong") assert.match(finding.says, new RegExp(`hooks=${hooks}`));
  }
});

Deno.test("doctor finds units of another version, and takes another environment for current", async () => {
  const world = await setupWorld();
  await createInstallation(world.deps).units(signal);
  const env = (name: string) => name === "TASKRC" ? "/other/taskrc" : world.deps.env(name);
  const other = { ...world, deps: { ...world.deps, env } };
  assert.equal((await findingOf(other, "units")).state, "ok");
  const unit = "/home/ada/.config/systemd/user/vikunja-sync.service";
  await world.files.rewrite(unit, `${await world.files.read(unit)}# older\n`, 0o644);
  const stale = await findingOf(world, "units");
  assert.deepEqual([stale.state, stale.mend], ["wrong", "vikunja-sync install units"]);
  assert.equal(stale.says, "not as this version writes them: vikunja-sync.service");
});

Deno.test("doctor finds a project without a webhook, and a secret that was lost", async () => {
  const world = await setupWorld();
  await installWebhooks(world);
  assert.equal((await findingOf(world, "webhooks")).state, "ok");
  world.server.call("PUT", "/api/v1/projects", { title: "Garden" });
  const fresh = await findingOf(world, "webhooks");
  assert.deepEqual([fresh.state, fresh.says], ["wrong", "none on Garden"]);
  assert.equal(fresh.mend, "vikunja-sync install webhooks");
  for (const secret of [null, "another"]) {
    const store = { ...world.deps.webhookStore, knownSecret: () => Promise.resolve(secret) };
    const lost = { ...world, deps: { ...world.deps, webhookStore: store } };
    assert.match((await findingOf(lost, "webhooks")).says, /another secret/);
  }
});

Deno.test("doctor notes that Vikunja was told another address than the daemon listens on", async () => {
  const world = await setupWorld();
  await installWebhooks(world);
  world.daemon = daemonOf({ listen: "http://127.0.0.1:8765" });
  const elsewhere = await findingOf(world, "webhooks");
  assert.equal(elsewhere.state, "note");
  assert.match(elsewhere.says, /sends to http:\/\/127\.0\.0\.1:9\/webhook; the daemon listens on/);
  world.daemon = daemonOf({ listen: null });
  const nowhere = await findingOf(world, "webhooks");
  assert.deepEqual([nowhere.state, nowhere.mend], [
    "wrong",
    "vikunja-sync serve --listen 127.0.0.1:9",
  ]);
});

Deno.test("doctor finds that Vikunja signs with the secret of a state folder that was lost", async () => {
  const world = await setupWorld();
  await installWebhooks(world, "http://127.0.0.1:8765/webhook");
  await world.deps.webhookStore.forget();
  world.daemon = daemonOf({ listen: "http://127.0.0.1:8765" });
  const finding = await findingOf(world, "webhooks");
  assert.equal(finding.state, "wrong");
  assert.equal(finding.mend, "vikunja-sync install webhooks --url http://127.0.0.1:8765/webhook");
  world.daemon = daemonOf({ listen: "http://127.0.0.1:1" });
  assert.match((await findingOf(world, "webhooks")).says, /Vikunja was not told/);
});

Deno.test("T36 doctor finds a daemon of another version, and how to restart it", async () => {
  const finding = await found("daemon", (world) => {
    world.daemon = daemonOf({ version: "0.0.1" });
  });
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /it is version 0\.0\.1 \(process 4711\)/);
  assert.match(finding.mend ?? "", /systemctl --user restart vikunja-sync/);
});

Deno.test("doctor names the socket of another user, and the daemon of another state folder", async () => {
  const world = await setupWorld();
  world.socket = { kind: "foreign", owner: 1234 };
  const [foreign, none] = await findings(world, "daemon");
  assert.match(foreign?.says ?? "", /belongs to user 1234/);
  assert.match(foreign?.mend ?? "", /^ls -l \//);
  assert.match(none?.says ?? "", /^none runs/);
  world.socket = { kind: "socket" };
  world.daemon = daemonOf({ stateDir: "/elsewhere" });
  const other = await findingOf(world, "daemon");
  assert.match(other.says, /the one that runs \(process 4711\) is for \/elsewhere/);
});
