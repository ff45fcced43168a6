import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname ?? ".", "..", "..");

/** All that a simulation needs, into a folder that may be changed. */
export async function copyProgram(to: string): Promise<void> {
  for (const file of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(join(root, file), join(to, file));
  }
  for (const folder of ["src", "scripts", "tests/simulation", "tests/support"]) {
    await copyFolder(join(root, folder), join(to, folder));
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
