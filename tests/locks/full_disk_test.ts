import assert from "node:assert/strict";
import { lockedReadJson, lockedUpdateJson, lockedWriteJson } from "@/locks/json_store.ts";
import { LockError } from "@/locks/lock_error.ts";
import { StateError } from "@/locks/state_error.ts";
import { type Child, denoArgs, spawn } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const isRoot = Deno.uid() === 0;
const canMount = isRoot && Deno.build.os === "linux" && await mounts();

async function run(program: string, args: readonly string[]): Promise<boolean> {
  const io = { stdout: "null", stderr: "null" } as const;
  return (await new Deno.Command(program, { args: [...args], ...io }).output()).success;
}

async function mounts(): Promise<boolean> {
  using folder = tempFolder();
  const done = await run("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder.path]);
  return done && await run("umount", [folder.path]);
}

/** A disk of 64 KB, or, remounted, one that cannot be written. */
async function smallDisk(path: string): Promise<AsyncDisposable> {
  assert.ok(await run("mount", ["-t", "tmpfs", "-o", "size=64k", "none", path]));
  return { [Symbol.asyncDispose]: async () => void await run("umount", [path]) };
}

for (const strategy of ["flock", "exclusive-file"] as const) {
  Deno.test({
    name: `a full disk leaves the old content and no temporary file with ${strategy}`,
    ignore: !canMount,
    async fn() {
      using folder = tempFolder();
      await using _disk = await smallDisk(folder.path);
      const path = folder.file("state.json");
      await lockedWriteJson(path, "old", { strategy });
      const before = [...Deno.readDirSync(folder.path)].length;
      const big = "x".repeat(200_000);
      const error = await lockedUpdateJson(path, () => big, { strategy }).catch((thrown) => thrown);
      assert.ok(error instanceof StateError, String(error));
      assert.deepEqual([error.code, error.path], ["STATE_UNAVAILABLE", path]);
      assert.equal((error.cause as { code?: string }).code, "ENOSPC");
      assert.equal(await lockedReadJson(path, { strategy }), "old");
      assert.equal([...Deno.readDirSync(folder.path)].length, before);
    },
  });
}

Deno.test({
  name: "a disk that cannot be written is a LockError and leaves the content",
  ignore: !canMount,
  async fn() {
    using folder = tempFolder();
    await using _disk = await smallDisk(folder.path);
    const path = folder.file("state.json");
    await lockedWriteJson(path, "old");
    await run("mount", ["-o", "remount,ro", folder.path]);
    for (const strategy of ["flock", "exclusive-file"] as const) {
      const file = strategy === "flock" ? path : folder.file("new.json");
      const error = await lockedWriteJson(file, 1, { strategy }).catch((thrown) => thrown);
      assert.ok(error instanceof LockError, String(error));
      assert.equal(error.code, "LOCK_UNAVAILABLE");
      assert.equal((error.cause as { code?: string }).code, "EROFS");
    }
    assert.equal(Deno.readTextFileSync(path), '"old"\n');
  },
});

Deno.test("a folder without the permission is a LockError and leaves the content", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  await lockedWriteJson(path, "old");
  Deno.removeSync(`${path}.lock`);
  Deno.chmodSync(folder.path, 0o555);
  try {
    await using child = ordinaryUser("state_child.ts", ["add", path, "1"]);
    assert.equal(await child.line(), "ready");
    await child.send("go");
    assert.notEqual((await child.ended).code, 0);
  } finally {
    Deno.chmodSync(folder.path, 0o755);
  }
  assert.equal(Deno.readTextFileSync(path), '"old"\n');
});

/** Root is asked for no permission. */
function ordinaryUser(script: string, args: readonly string[]): Child {
  const command = [Deno.execPath(), ...denoArgs(script, args)];
  if (!isRoot) return spawn(command[0] ?? "", command.slice(1));
  return spawn("setpriv", ["--bounding-set", "-all", "--inh-caps", "-all", ...command]);
}
