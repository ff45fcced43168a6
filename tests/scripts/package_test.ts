import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { run } from "../../scripts/compile/run.ts";
import { partsOf } from "../../scripts/package.ts";
import { makeDeb } from "../../scripts/package/deb.ts";
import { makeTarball } from "../../scripts/package/tarball.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

/** Stands for the binary, which takes its time to compile and to pack. */
const program = '#!/bin/sh\necho "vikunja-sync ran with $*"\n';

async function parts(folder: string) {
  const binary = join(folder, "program");
  writeExecutable(binary, program);
  return await partsOf(root, binary);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const { said } = await run(["find", ".", "-type", "f"], { cwd: folder });
  return said.trim().split("\n").filter((line) => line !== "").sort();
}

Deno.test("package makes an archive that installs itself without a network, and takes itself away", async () => {
  await using folder = await tempFolder();
  const archive = await makeTarball(await parts(folder.path), folder.path);
  assert.ok((await run(["sha256sum", "-c", `${archive}.sha256`], { cwd: folder.path })).isGood);
  await run(["tar", "-xzf", archive], { cwd: folder.path });
  const inside = archive.replace(/\.tar\.gz$/, "");
  const home = join(folder.path, "a home");
  await Deno.mkdir(home);
  const options = { cwd: folder.path, env: { HOME: home, PATH: "/usr/bin:/bin" } };
  const installed = await run([`${inside}/install.sh`], options);
  assert.ok(installed.isGood, installed.said);
  assert.match(installed.said, /then: vikunja-sync init/);
  const ran = await run([`${home}/.local/bin/vikunja-sync`, "x"], options);
  assert.equal(ran.said, "vikunja-sync ran with x\n");
  const files = await filesIn(`${home}/.local`);
  for (
    const path of [
      "./share/man/man1/vikunja-sync.1",
      "./share/man/man1/vikunja-sync-unlink.1",
      "./share/bash-completion/completions/vikunja-sync",
      "./share/zsh/site-functions/_vikunja-sync",
      "./share/fish/vendor_completions.d/vikunja-sync.fish",
      "./share/systemd/user/vikunja-sync.service",
      "./share/doc/vikunja-sync/LICENSE",
      "./share/doc/vikunja-sync/LICENSES/marked.txt",
      "./share/doc/vikunja-sync/LICENSES/runtime.txt",
    ]
  ) assert.ok(files.includes(path), `${path} in ${files.join()}`);
  const unit = await Deno.readTextFile(`${home}/.local/share/systemd/user/vikunja-sync.service`);
  assert.ok(unit.includes(`ExecStart="${home}/.local/bin/vikunja-sync" serve\n`), unit);
  const again = await run([`${inside}/install.sh`], options);
  assert.ok(again.isGood, again.said);
  assert.deepEqual(await filesIn(`${home}/.local`), files);
  const gone = await run([`${inside}/install.sh`, "--uninstall"], options);
  assert.ok(gone.isGood, gone.said);
  assert.deepEqual(await filesIn(home), []);
  await Deno.writeTextFile(`${inside}/LICENSE`, "another");
  const changed = await run([`${inside}/install.sh`], options);
  assert.match(changed.said, /not as they were made/);
  assert.deepEqual([changed.isGood, await filesIn(home)], [false, []]);
});

Deno.test("package makes the same archive of the same files", async () => {
  await using folder = await tempFolder();
  const made = await parts(folder.path);
  const first = await Deno.readFile(await makeTarball(made, folder.path));
  assert.deepEqual(await Deno.readFile(await makeTarball(made, folder.path)), first);
});

Deno.test("package makes a .deb that dpkg installs and removes", async (test) => {
  await using folder = await tempFolder();
  const deb = await makeDeb(await parts(folder.path), folder.path);
  // Where Debian's tools are not, nobody installs one.
  if (deb === null) return;
  const fields = await run(["dpkg-deb", "--field", deb, "Package", "Recommends"], {
    cwd: folder.path,
  });
  assert.match(fields.said, /Package: vikunja-sync\n[^]*Recommends: taskwarrior/);
  const system = join(folder.path, "system");
  for (const name of ["info", "updates", "triggers"]) {
    await Deno.mkdir(join(system, "var/lib/dpkg", name), { recursive: true });
  }
  for (const name of ["status", "available"]) {
    await Deno.writeTextFile(join(system, "var/lib/dpkg", name), "");
  }
  const asRoot = Deno.uid() === 0 ? [] : ["fakeroot"];
  const dpkg = (...words: readonly string[]) =>
    run([
      ...asRoot,
      "dpkg",
      `--root=${system}`,
      `--log=${folder.path}/log`,
      "--force-depends",
      "--force-not-root",
      "--force-script-chrootless",
      ...words,
    ], { cwd: folder.path });
  const installed = await dpkg("-i", deb);
  assert.ok(installed.isGood, installed.said);
  const ran = await run([join(system, "usr/bin/vikunja-sync"), "x"], { cwd: folder.path });
  assert.equal(ran.said, "vikunja-sync ran with x\n");
  const listed = await filesIn(join(system, "usr"));
  for (
    const path of [
      "./share/man/man1/vikunja-sync.1.gz",
      "./share/doc/vikunja-sync/copyright",
      "./share/zsh/vendor-completions/_vikunja-sync",
      "./lib/systemd/user/vikunja-sync.socket",
    ]
  ) assert.ok(listed.includes(path), `${path} in ${listed.join()}`);
  await test.step("its man pages are read without a complaint", async () => {
    const manual = await run(
      [
        "man",
        "-l",
        "--warnings",
        "-P",
        "cat",
        join(system, "usr/share/man/man1/vikunja-sync-unlink.1.gz"),
      ],
      { cwd: folder.path, env: { LC_ALL: "C.UTF-8", MANWIDTH: "80" } },
    );
    if (manual.said.startsWith("there is no")) return;
    assert.doesNotMatch(manual.said, /warning/);
    assert.match(manual.said, /--keep-log/);
  });
  const removed = await dpkg("-r", "vikunja-sync");
  assert.ok(removed.isGood, removed.said);
  assert.deepEqual(
    await filesIn(system).then((all) => all.filter((path) => path.includes("/usr/"))),
    [],
  );
});
