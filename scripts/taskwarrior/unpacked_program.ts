import { Buffer } from "node:buffer";
import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { unpackPackage } from "./cached_program.ts";

/**
 * Unpacks packages into `folder` so that `folder/task` can be executed from anywhere; the folder may
 * be moved. Programs that Taskwarrior starts (hooks, editors) run with the system's own libraries.
 */
export async function unpackProgram(packages: readonly string[], folder: string): Promise<void> {
  const root = join(folder, "root");
  await Deno.mkdir(root, { recursive: true });
  for (const file of packages) await unpackPackage(file, root);
  await forgetTheme(join(root, "usr", "bin", "task"));
  const libraries = await libraryFolders(root);
  const loader = await loaderIn(root, libraries);
  const launcher = join(folder, "task");
  await Deno.writeTextFile(launcher, launcherScript(loader, libraries));
  await Deno.chmod(launcher, 0o755);
}

/**
 * Taskwarrior 3 stops unless it finds `default.theme` in the current folder or in the system's share
 * folder, a path fixed in the program. The line of its built-in configuration that includes it is
 * made a comment, of the same length; only colours are lost. 2.6 has no such line.
 */
async function forgetTheme(program: string): Promise<void> {
  const bytes = await Deno.readFile(program);
  const include = new TextEncoder().encode("include default.theme\n");
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = content.indexOf(include); at >= 0; at = content.indexOf(include, at + 1)) {
    content.write("#", at);
  }
  await Deno.writeFile(program, content);
}

/** Relative to `root`: `usr/lib/<architecture>` and, in older suites, `lib/<architecture>`. */
export async function libraryFolders(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const parent of ["usr/lib", "lib"]) {
    for (const name of await namesIn(join(root, parent))) {
      const names = await namesIn(join(root, parent, name));
      if (names.some((file) => /\.so(\.|$)/.test(file))) found.push(`${parent}/${name}`);
    }
  }
  return found;
}

/** The dynamic loader itself; the well-known path in `lib64` is a link out of the folder. */
async function loaderIn(root: string, libraries: readonly string[]): Promise<string> {
  for (const library of libraries) {
    const name = (await namesIn(join(root, library))).find((it) =>
      /^ld(64|-linux.*)?\.so\.\d$/.test(it)
    );
    if (name !== undefined) return `${library}/${name}`;
  }
  throw new SyncError("TASK_MISSING", "The packages hold no dynamic loader");
}

/** No `cd`: hooks and relative file names see the caller's folder. Started by a link, it looks where that leads. */
function launcherScript(loader: string, libraries: readonly string[]): string {
  const paths = libraries.map((library) => `$root/${library}`).join(":");
  return `#!/bin/sh
root="\${0%/*}/root"
[ -x "$root/usr/bin/task" ] || root="$(dirname "$(readlink -f "$0")")/root"
exec "$root/${loader}" --library-path "${paths}" --argv0 "$0" "$root/usr/bin/task" "$@"
`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}
