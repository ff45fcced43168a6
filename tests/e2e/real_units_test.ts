import assert from "node:assert/strict";
import { canRunServiceManager, startServiceManager } from "@tests/support/service_manager.ts";
import { until } from "@tests/support/until.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test({
  name:
    "units under a real systemd: started, woken by the socket, begun again after kill -9, reloaded, gone",
  ignore: !canRunServiceManager(),
  fn: testUnits,
});

async function testUnits(): Promise<void> {
  await using world = await createWorld({ isFromSources: true });
  const tokenFile = `${world.folder}/token`;
  await Deno.writeTextFile(tokenFile, world.env["VIKUNJA_TOKEN"] ?? "", { mode: 0o600 });
  const config = `${world.folder}/config.toml`;
  const { VIKUNJA_TOKEN: _, ...others } = world.env;
  const env = {
    ...others,
    VIKUNJA_SYNC_CONFIG: config,
    XDG_CONFIG_HOME: `${world.folder}/.config`,
    VIKUNJA_TOKEN_FILE: tokenFile,
  };
  await using manager = await startServiceManager(env);
  const own = { ...manager.env, VIKUNJA_TOKEN: "" };
  const ours = async (...args: readonly string[]) => {
    // What starts `systemctl` has to be a process with our variables.
    const { code, stdout, stderr } = args.includes("units")
      ? await world.spawn(args, own)
      : await world.run(args, own);
    assert.equal(code, 0, stdout + stderr);
    return stdout + stderr;
  };
  const pid = async () => (await manager.ctl("show", "-P", "MainPID", "vikunja-sync")).said;
  await world.task("add", "Dig");
  await ours("sync", "--yes");
  assert.match(await ours("install", "units", "--yes"), /started, now and at each login/);
  // Type=notify: it counts as started once it serves.
  const { said } = await manager.ctl(
    "is-active",
    "vikunja-sync.service",
    "vikunja-sync.socket",
    "vikunja-sync-full.timer",
  );
  assert.equal(said, "active\nactive\nactive");
  const first = await pid();
  assert.match(await ours("status"), new RegExp(`daemon +process ${first} `));

  Deno.kill(Number(first), "SIGKILL");
  await until("it is begun again", async () => {
    const now = await pid();
    return now !== "0" && now !== first && (await manager.ctl("is-active", "vikunja-sync")).ok;
  });

  assert.ok((await manager.ctl("reload", "vikunja-sync")).ok);
  await manager.ctl("stop", "vikunja-sync.service");
  assert.equal((await manager.ctl("is-active", "vikunja-sync.service")).said, "inactive");
  assert.match(await ours("status"), /^all is well: serve keeps 1 task the same/);
  assert.ok((await manager.ctl("is-active", "vikunja-sync.service")).ok);
  assert.ok((await manager.ctl("start", "vikunja-sync-full.service")).ok);

  await Deno.writeTextFile(config, "nonsense = 1\n");
  assert.equal((await manager.ctl("restart", "vikunja-sync.service")).ok, false);
  const { said: after } = await manager.ctl("show", "-P", "ActiveState", "vikunja-sync.service");
  assert.equal(after, "failed");
  await Deno.writeTextFile(config, "");

  await ours("uninstall", "units");
  assert.equal((await manager.ctl("list-unit-files", "vikunja*", "--no-legend")).said, "");
  assert.equal((await manager.ctl("list-units", "--all", "--no-legend", "vikunja*")).said, "");
}
