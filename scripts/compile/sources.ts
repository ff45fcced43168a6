import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";

/** All that the binary is made of, as paths under `root`, in order. */
async function sources(root: string): Promise<readonly string[]> {
  const found = await filesIn(join(root, "src"));
  return ["deno.json", "deno.lock", ...found.map((path) => relative(root, path)).sort()];
}

export async function copySources(root: string, to: string): Promise<void> {
  for (const path of await sources(root)) {
    await Deno.mkdir(join(to, dirname(path)), { recursive: true });
    await Deno.copyFile(join(root, path), join(to, path));
  }
}

/** Differs wherever a binary made of them would: the sources, and the scripts that make it. */
export async function sourcesDigest(root: string): Promise<string> {
  const scripts = await filesIn(join(root, "scripts/compile"));
  const digest = createHash("sha256");
  for (
    const path of [
      ...await sources(root),
      ...scripts.map((one) => relative(root, one)).sort(),
    ]
  ) {
    digest.update(`${path}\0`).update(await Deno.readFile(join(root, path))).update("\0");
  }
  return digest.digest("hex").slice(0, 16);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesIn(path));
    else found.push(path);
  }
  return found;
}
