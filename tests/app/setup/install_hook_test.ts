import assert from "node:assert/strict";
import type { HookSettings } from "@/app/setup/hook_script.ts";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import {
  hookPath,
  type HookPlace,
  installHook as install,
  uninstallHook as uninstall,
} from "@/app/setup/install_hook.ts";
import { hookScript } from "@/app/setup/hook_script.ts";
import { spoolPath } from "@/adapters/fs/spool.ts";
import { SyncError } from "@/domain/errors.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

/** On the disk, as Taskwarrior finds it. */
const installHook = (place: HookPlace, settings: HookSettings) =>
  install({ files: textFiles, spool: hookSpool(settings.stateDir) }, place, settings);
const uninstallHook = (place: HookPlace, stateDir: string) =>
  uninstall({ files: textFiles, spool: hookSpool(stateDir) }, place);

/** Whether it is there as it would be written now; `null`: it is not there. */
async function isHookCurrent(place: HookPlace, settings: HookSettings): Promise<boolean | null> {
  const present = await textFiles.read(hookPath(place));
  return present === null ? null : present === hookScript(settings);
}

function settings(folder: TempFolder): HookSettings {
  return { stateDir: folder.file("state"), command: ["true"], environment: {} };
}

Deno.test("installHook() writes a hook that can be run, and the second time nothing", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("data/hooks") };
  assert.equal(await isHookCurrent(place, settings(folder)), null);
  const first = await installHook(place, settings(folder));
  assert.deepEqual(first.written, [hookPath(place)]);
  const before = await Deno.stat(hookPath(place));
  assert.equal((before.mode ?? 0) & 0o777, 0o755);
  assert.equal(await isHookCurrent(place, settings(folder)), true);
  const again = await installHook(place, settings(folder));
  assert.deepEqual([again.written, again.unchanged], [[], first.written]);
  assert.deepEqual((await Deno.stat(hookPath(place))).mtime, before.mtime);
});

Deno.test("installHook() mends what was lost since: the right to run and the folder of the spool", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("hooks") };
  await installHook(place, settings(folder));
  await Deno.chmod(hookPath(place), 0o644);
  await Deno.remove(folder.file("state"), { recursive: true });
  await installHook(place, settings(folder));
  assert.equal(((await Deno.stat(hookPath(place))).mode ?? 0) & 0o777, 0o755);
  assert.ok((await Deno.stat(folder.file("state/wakes"))).isDirectory);
});

Deno.test("installHook() replaces a hook of ours that is not current", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("hooks") };
  await installHook(place, { ...settings(folder), command: ["false"] });
  assert.equal(await isHookCurrent(place, settings(folder)), false);
  assert.equal((await installHook(place, settings(folder))).written.length, 1);
  assert.equal(await isHookCurrent(place, settings(folder)), true);
});

Deno.test("installHook() keeps a file of somebody else, and so does uninstallHook()", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("hooks") };
  await Deno.mkdir(place.folder);
  writeExecutable(hookPath(place), "#!/bin/sh\nexit 0\n", 0o700);
  await assert.rejects(
    installHook(place, settings(folder)),
    (error) => error instanceof SyncError && error.code === "CONFIG",
  );
  const { removed, notes } = await uninstallHook(place, settings(folder).stateDir);
  assert.deepEqual([removed, notes.length], [[], 1]);
  assert.equal(await Deno.readTextFile(hookPath(place)), "#!/bin/sh\nexit 0\n");
});

Deno.test("uninstallHook() leaves other hooks alone, and the second time does nothing", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("hooks") };
  await installHook(place, settings(folder));
  await Deno.writeTextFile(`${place.folder}/on-exit-mine`, "mine");
  assert.deepEqual((await uninstallHook(place, settings(folder).stateDir)).removed, [
    hookPath(place),
  ]);
  assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["on-exit-mine"]);
  assert.deepEqual((await uninstallHook(place, settings(folder).stateDir)).removed, []);
});

Deno.test("uninstallHook() leaves nothing of the hook, and what a daemon watches", async () => {
  using folder = tempFolder();
  const place = { folder: folder.file("hooks") };
  const { stateDir } = settings(folder);
  const names = () => [...Deno.readDirSync(stateDir)].map(({ name }) => name).toSorted();
  for (const left of [[], ["daemon.pid", "wakes"]]) {
    await installHook(place, settings(folder));
    if (left.length > 0) await Deno.writeTextFile(`${stateDir}/daemon.pid`, "1\n");
    await Deno.writeTextFile(`${stateDir}/hook.pid`, "1\n");
    await Deno.writeTextFile(spoolPath(stateDir), "-\n");
    await uninstallHook(place, stateDir);
    assert.deepEqual(names(), left);
    await assert.rejects(Deno.stat(place.folder), Deno.errors.NotFound);
  }
});

Deno.test("installHook() refuses a folder that is another one wherever task is started", async () => {
  using folder = tempFolder();
  await assert.rejects(
    installHook({ folder: "hooks" }, settings(folder)),
    /hooks\.location is hooks/,
  );
});

forEachVersion(
  "a hook that is installed again under commands fails none of them",
  async (taskwarrior) => {
    const place = { folder: `${taskwarrior.taskdata}/hooks` };
    const stateDir = `${taskwarrior.home}/state`;
    // As it is in life: who installs it forks nobody off meanwhile, who would have the hook open for writing as well.
    await using installing = spawnScript("hook_child.ts", [place.folder, stateDir]);
    assert.equal(await installing.line(), "installed");
    for (let n = 0; n < 15; n++) {
      const { code, stderr } = await taskwarrior.run(["rc.verbose=nothing", "add", `task ${n}`]);
      assert.equal(code, 0, stderr);
    }
    await installing.send("enough");
    assert.equal((await installing.ended).code, 0);
    assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), [
      "on-exit.vikunja-sync",
    ]);
  },
);

forEachVersion(
  "the hook takes spaces, quotes, dollar signs and line ends in paths, words and variables as they are",
  async (taskwarrior) => {
    const odd = ` it's "a" $HOME \`id\` $(id) \\ ; & * ?\n#`;
    const stateDir = `${taskwarrior.home}/state${odd}`;
    const said = `${taskwarrior.home}/said${odd}`;
    const script = 'printf "%s\\0%s\\0" "$1" "$ODD" >"$0.part" && mv "$0.part" "$0"';
    await installHook({ folder: `${taskwarrior.taskdata}/hooks` }, {
      stateDir,
      command: ["/bin/sh", "-c", script, said, odd],
      environment: { ODD: odd },
    });
    const { code, stdout, stderr } = await taskwarrior.run(["rc.verbose=nothing", "add", "x"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    const text = await until("what it was started with", () => Deno.readTextFile(said));
    assert.deepEqual(text.split("\0"), [odd, odd, ""]);
    assert.equal(await Deno.readTextFile(spoolPath(stateDir)), "-\n");
  },
);
