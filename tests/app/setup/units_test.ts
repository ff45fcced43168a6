import assert from "node:assert/strict";
import { createInstallation } from "@/app/setup/installation.ts";
import { type SetupWorld, setupWorld } from "@tests/support/setup_world.ts";

const { signal } = new AbortController();
const folder = "/home/ada/.config/systemd/user";

const install = ({ deps }: SetupWorld) => createInstallation(deps).units(signal);
const uninstall = ({ deps }: SetupWorld) => createInstallation(deps).removeUnits(signal);

const said = (stdout: string, code = 0) => ({ code, stdout, stderr: "" });

Deno.test("install units writes socket, service, full sync and its timer, once", async () => {
  const world = await setupWorld();
  const first = await install(world);
  assert.equal(first.written.length, 4);
  assert.match(first.notes.join(), /systemd is not here/);
  const again = await install(world);
  assert.deepEqual([again.written, again.unchanged], [[], first.written]);
  const service = await world.files.read(`${folder}/vikunja-sync.service`) ?? "";
  const wanted = `Type=notify
NotifyAccess=main
ExecReload=/bin/kill -HUP $MAINPID
NoNewPrivileges=yes
MemoryMax=512M
Restart=on-failure
SystemCallFilter=@system-service
ExecStart=/opt/vikunja-sync serve`;
  for (const line of wanted.split("\n")) assert.ok(service.split("\n").includes(line), line);
  const full = await world.files.read(`${folder}/vikunja-sync-full.service`) ?? "";
  assert.ok(full.split("\n").includes("SuccessExitStatus=3 75"));
});

Deno.test("install units keeps paths of today's environment and never the token", async () => {
  const world = await setupWorld({ env: { TASKRC: "/home/ada/my taskrc" } });
  const { written, notes } = await install(world);
  const texts = (await Promise.all(written.map(world.files.read))).join();
  assert.ok(!texts.includes(world.server.token));
  assert.ok(texts.includes('Environment="TASKRC=/home/ada/my taskrc"'));
  assert.match(notes.join(), /the token must be in a file/);
});

Deno.test("install units starts them with leave, and says how without", async () => {
  const world = await setupWorld();
  world.programs.set("systemctl", (words) => said("", words.includes("is-enabled") ? 1 : 0));
  const without = await install(world);
  assert.match(without.notes.join(), /systemctl --user enable --now vikunja-sync.socket/);
  assert.ok(!world.ran.some((line) => line.includes("enable --now")));
  world.answer = true;
  await install(world);
  const last = world.ran.slice(-2);
  assert.equal(last[0], "systemctl --user daemon-reload");
  assert.match(last[1] ?? "", /^systemctl --user enable --now vikunja-sync\.socket/);
});

Deno.test("install units says why they could not be started", async () => {
  const world = await setupWorld();
  world.answer = true;
  const failed = { code: 1, stdout: "", stderr: "Job failed\nFailed to connect to bus\n" };
  world.programs.set("systemctl", () => failed);
  assert.match((await install(world)).notes.join(), /could not be started \(Failed to connect/);
});

Deno.test("install units passes on what systemd-analyze finds wrong with ours", async () => {
  const world = await setupWorld();
  const stderr = "/x/vikunja-sync.service:9: Unknown key\n/x/other.service:1: Bad\n";
  world.programs.set("systemd-analyze", () => ({ code: 1, stdout: "", stderr }));
  const { notes } = await install(world);
  assert.ok(notes.includes("/x/vikunja-sync.service:9: Unknown key"));
  assert.ok(!notes.join().includes("other.service"));
});

Deno.test("uninstall units removes ours and stops them; a foreign one is refused and kept", async () => {
  const world = await setupWorld();
  world.programs.set("systemctl", () => said(""));
  const { written } = await install(world);
  assert.deepEqual((await uninstall(world)).removed, written);
  assert.ok(world.ran.some((line) => /disable --now vikunja-sync\.socket/.test(line)));
  assert.ok(written.every((path) => !world.files.all.has(path)));
  const foreign = `${folder}/vikunja-sync.service`;
  await world.files.rewrite(foreign, "[Unit]\n", 0o644);
  await assert.rejects(install(world), {
    code: "CONFIG",
    message: /there is one that is not ours/,
  });
  const kept = await uninstall(world);
  assert.deepEqual([kept.removed, kept.notes.length], [[], 1]);
  assert.equal(await world.files.read(foreign), "[Unit]\n");
});
