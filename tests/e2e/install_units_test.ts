import assert from "node:assert/strict";
import { writeExecutable } from "@tests/support/executable.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Report {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  readonly notes: readonly string[];
}

/** A machine with no other programs than these scripts: the real service manager is left alone. */
async function machine(world: World, programs: Readonly<Record<string, string>> = {}) {
  const bin = `${world.folder}/bin`;
  await Deno.mkdir(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeExecutable(`${bin}/${name}`, `#!/bin/sh\n${script}\n`);
  }
  return { PATH: bin, XDG_CONFIG_HOME: `${world.folder}/.config` };
}

async function units(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Report> {
  const { code, stdout, stderr } = await world.run([...args, "--json"], env);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test("install units writes socket, service, full sync and its timer, once", async () => {
  await using world = await createWorld();
  const env = await machine(world);
  const first = await units(world, ["install", "units"], env);
  assert.equal(first.written.length, 4);
  assert.match(first.notes.join(), /systemd is not here/);
  const again = await units(world, ["install", "units"], env);
  assert.deepEqual([again.written, again.unchanged], [[], first.written]);
  const folder = `${env.XDG_CONFIG_HOME}/systemd/user`;
  const service = await Deno.readTextFile(`${folder}/vikunja-sync.service`);
  for (
    const line of [
      "Type=notify",
      "NotifyAccess=main",
      "ExecReload=/bin/kill -HUP $MAINPID",
      "NoNewPrivileges=yes",
    ]
      .concat(["MemoryMax=512M", "Restart=on-failure", "SystemCallFilter=@system-service"])
  ) assert.ok(service.split("\n").includes(line), line);
  const full = await Deno.readTextFile(`${folder}/vikunja-sync-full.service`);
  assert.ok(full.split("\n").includes("SuccessExitStatus=3 75"));
});

Deno.test("install units is found right by systemd-analyze verify", async () => {
  await using world = await createWorld();
  const env = await machine(world);
  const { written } = await units(world, ["install", "units"], env);
  const judged = await new Deno.Command("systemd-analyze", {
    args: ["--user", "verify", ...written],
    env: { HOME: world.folder, XDG_RUNTIME_DIR: world.folder },
  }).output().catch((thrown) => {
    if (thrown instanceof Deno.errors.NotFound) return null;
    throw thrown;
  });
  // Without systemd here there is nobody to judge.
  if (judged === null) return;
  const said = new TextDecoder().decode(judged.stderr);
  assert.deepEqual(said.split("\n").filter((line) => line.includes("vikunja-sync")), []);
});

Deno.test("install units starts them with leave, and says how without", async () => {
  await using world = await createWorld();
  const asked = `${world.folder}/asked`;
  const env = await machine(world, {
    systemctl: `echo "$*" >> ${asked}\ncase "$*" in *is-enabled*) exit 1;; esac`,
  });
  const without = await units(world, ["install", "units"], env);
  assert.match(without.notes.join(), /systemctl --user enable --now vikunja-sync.socket/);
  assert.doesNotMatch(await Deno.readTextFile(asked), /enable --now/);
  await units(world, ["install", "units", "--yes"], env);
  const said = await Deno.readTextFile(asked);
  assert.match(said, /daemon-reload\n--user enable --now vikunja-sync\.socket/);
});

Deno.test("uninstall units removes ours and stops them; a foreign one is refused and kept", async () => {
  await using world = await createWorld();
  const asked = `${world.folder}/asked`;
  const env = await machine(world, { systemctl: `echo "$*" >> ${asked}` });
  const { written } = await units(world, ["install", "units"], env);
  const { removed } = await units(world, ["uninstall", "units"], env);
  assert.deepEqual(removed, written);
  assert.match(
    await Deno.readTextFile(asked),
    /disable --now vikunja-sync\.socket[^]*daemon-reload\n.*reset-failed .*vikunja-sync\.service/,
  );
  const folder = `${env.XDG_CONFIG_HOME}/systemd/user`;
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  await Deno.writeTextFile(`${folder}/vikunja-sync.service`, "[Unit]\n");
  const refused = await world.run(["install", "units"], env);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /there is one that is not ours/);
  const kept = await units(world, ["uninstall", "units"], env);
  assert.deepEqual(kept.removed, []);
  assert.equal(await Deno.readTextFile(`${folder}/vikunja-sync.service`), "[Unit]\n");
});
