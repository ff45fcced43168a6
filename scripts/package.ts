import { join, resolve } from "node:path";
import { dataFiles } from "@/cli/data_files.ts";
import configuration from "../deno.json" with { type: "json" };
import { compile } from "./compile.ts";
import { makeDeb } from "./package/deb.ts";
import { licences } from "./package/licences.ts";
import type { Parts } from "./package/parts.ts";
import { makeTarball } from "./package/tarball.ts";

/** What packages of these sources are made of, with this binary. */
export async function partsOf(root: string, binary: string): Promise<Parts> {
  const { version } = configuration;
  return {
    version,
    binary: await Deno.readFile(binary),
    data: await dataFiles(version),
    licence: await Deno.readTextFile(join(root, "LICENSE")),
    licences: await licences(root),
    readme: await Deno.readTextFile(join(root, "README.md")),
  };
}

/** Makes an archive with an install script, and a `.deb` where that can be made, in `dist`. */
if (import.meta.main) {
  const root = resolve(import.meta.dirname ?? ".", "..");
  const output = join(root, "dist");
  await Deno.mkdir(output, { recursive: true });
  const binary = join(output, "vikunja-sync");
  await compile(root, binary);
  const parts = await partsOf(root, binary);
  for (const path of [await makeTarball(parts, output), await makeDeb(parts, output)]) {
    if (path === null) console.log("no .deb: there is no dpkg-deb here");
    else {console.log(
        `${path.slice(root.length + 1)}: ${Math.round((await Deno.stat(path)).size / 1e6)} MB`,
      );}
  }
}
