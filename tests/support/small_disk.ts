import assert from "node:assert/strict";
import { tempFolder } from "@tests/support/temp_folder.ts";

/** Whether this process may mount a disk of its own. */
export const canMount = Deno.uid() === 0 && Deno.build.os === "linux" && await mounts();

/** A disk of 64 KB, or of the size asked for, as `mount` takes it. */
export async function smallDisk(path: string, size = "64k"): Promise<AsyncDisposable> {
  assert.ok(await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "none", path]));
  return { [Symbol.asyncDispose]: async () => void await run("umount", ["-l", path]) };
}

/** Makes a disk of ours one that cannot be written, or can be again. */
export async function remount(path: string, mode: "ro" | "rw"): Promise<void> {
  assert.ok(await run("mount", ["-o", `remount,${mode}`, path]));
}

async function mounts(): Promise<boolean> {
  using folder = tempFolder();
  const done = await run("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder.path]);
  return done && await run("umount", [folder.path]);
}

async function run(program: string, args: readonly string[]): Promise<boolean> {
  const io = { stdout: "null", stderr: "null" } as const;
  return (await new Deno.Command(program, { args: [...args], ...io }).output()).success;
}
