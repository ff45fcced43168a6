import { join } from "node:path";
import { run } from "../compile/run.ts";
import { arch } from "./arch.ts";
import type { Parts } from "./parts.ts";
import { gzipped, sumOfFile, sums, type Tree, writeTree } from "./tree.ts";
import { packagedUnits } from "./units.ts";

/** A package for Debian and its children; `null`: there is no `dpkg-deb` here. */
export async function makeDeb(parts: Parts, output: string): Promise<string | null> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-deb-" });
  try {
    if (!(await run(["dpkg-deb", "--version"], { cwd: folder })).isGood) return null;
    const tree = await treeOf(parts);
    await writeTree(tree, folder);
    await Deno.mkdir(join(folder, "DEBIAN"));
    await Deno.writeTextFile(join(folder, "DEBIAN/control"), control(parts, tree));
    await Deno.writeTextFile(join(folder, "DEBIAN/md5sums"), sums(tree, "md5"));
    await Deno.chmod(folder, 0o755);
    const archive = join(output, `vikunja-sync_${parts.version}_${arch.debian}.deb`);
    const words = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", folder, archive];
    const made = await run(words, { cwd: output, env: { SOURCE_DATE_EPOCH: "0" } });
    if (!made.isGood) throw new Error(`Cannot make ${archive}: ${made.said}`);
    await Deno.writeTextFile(`${archive}.sha256`, await sumOfFile(archive));
    return archive;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function treeOf({ binary, data, licence, licences }: Parts): Promise<Tree> {
  const text = (content: string | Uint8Array) => ({ content, mode: 0o644 });
  const shared = await Promise.all(
    Object.entries(data).map(async ([path, of]) =>
      path.startsWith("man/") ? [`usr/share/${path}.gz`, text(await gzipped(of))] as const : [
        `usr/share/${path.replace("zsh/site-functions", "zsh/vendor-completions")}`,
        text(of),
      ] as const
    ),
  );
  const copyright = [
    licence,
    ...Object.entries(licences).map(([name, of]) => `── ${name}\n\n${of}`),
  ];
  return new Map([
    ["usr/bin/vikunja-sync", { content: binary, mode: 0o755 }],
    ["usr/share/doc/vikunja-sync/copyright", text(copyright.join("\n\n"))],
    ...shared,
    ...Object.entries(packagedUnits("/usr/bin/vikunja-sync")).map(([name, of]) =>
      [`usr/lib/systemd/user/${name}`, text(of)] as const
    ),
  ]);
}

function control({ version }: Parts, tree: Tree): string {
  const bytes = [...tree.values()].reduce((sum, { content }) => sum + content.length, 0);
  return [
    "Package: vikunja-sync",
    `Version: ${version}`,
    `Architecture: ${arch.debian}`,
    "Maintainer: The authors of vikunja-sync <vikunja-sync@localhost>",
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    "Depends: libc6",
    "Recommends: taskwarrior (>= 2.6)",
    "Section: utils",
    "Priority: optional",
    "Description: keeps Taskwarrior and Vikunja the same, both ways",
    " Every edit arrives on the other side; edits to different fields of one task both",
    " stand, and of two edits to the same field the newer wins while the other is kept.",
    " .",
    " Begin with `vikunja-sync init`.",
    "",
  ].join("\n");
}
