import { join } from "node:path";
import { run } from "../compile/run.ts";
import { installScript } from "./install_script.ts";
import { sumOfFile, sums, type Tree, writeTree } from "./tree.ts";
import { packagedUnits } from "./units.ts";
import type { Parts } from "./parts.ts";
import { arch } from "./arch.ts";

/** Everything of one version in one folder, with a script that installs it; the path of the archive. */
export async function makeTarball(parts: Parts, output: string): Promise<string> {
  const name = `vikunja-sync-${parts.version}-linux-${arch.kernel}`;
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-package-" });
  try {
    const tree = treeOf(parts);
    await writeTree(tree, join(folder, name));
    await Deno.writeTextFile(join(folder, name, "SHA256SUMS"), sums(tree, "sha256"));
    const archive = join(output, `${name}.tar.gz`);
    // Who makes it, and when, is not in it: the same files make the same archive.
    const owner = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
    const words = ["tar", ...owner, "-I", "gzip -n", "-C", folder, "-cf", archive, name];
    const made = await run(words, { cwd: output });
    if (!made.isGood) throw new Error(`Cannot make ${archive}: ${made.said}`);
    await Deno.writeTextFile(`${archive}.sha256`, await sumOfFile(archive));
    return archive;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function treeOf({ binary, data, licence, licences, readme }: Parts): Tree {
  const text = (content: string | Uint8Array, mode = 0o644) => ({ content, mode });
  return new Map([
    ["bin/vikunja-sync", text(binary, 0o755)],
    ["install.sh", text(installScript, 0o755)],
    ["LICENSE", text(licence)],
    ["README.md", text(readme)],
    ...Object.entries(licences).map(([name, of]) => [`LICENSES/${name}`, text(of)] as const),
    ...Object.entries(data).map(([path, of]) => [`share/${path}`, text(of)] as const),
    ...Object.entries(packagedUnits("@BIN@")).map(([name, of]) =>
      [`share/systemd/user/${name}`, text(of)] as const
    ),
  ]);
}
