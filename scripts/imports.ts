import { join, relative, resolve, sep } from "node:path";
import { checkCycles } from "./imports/cycles.ts";
import { checkDirections } from "./imports/directions.ts";
import { importGraph } from "./imports/import_graph.ts";
import { folderOf, layerOf } from "./imports/layers.ts";
import { checkPurity } from "./imports/purity.ts";

/** Everything in `src` that goes against the direction of imports, a line each; empty where all is well. */
export async function checkImports(root: string): Promise<readonly string[]> {
  const files = await sourceFiles(join(root, "src"));
  const imports = await importGraph(root, files);
  const impure = await Promise.all(
    files.filter(isPure).map(async (file) =>
      checkPurity(file, await Deno.readTextFile(join(root, "src", file)))
    ),
  );
  return [...checkDirections(imports), ...impure.flat(), ...checkCycles(imports)];
}

function isPure(file: string): boolean {
  const folder = folderOf(file);
  return folder !== null && layerOf(folder)?.isPure === true;
}

async function sourceFiles(source: string): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [source];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) folders.push(path);
      else if (name.endsWith(".ts")) files.push(relative(source, path).split(sep).join("/"));
    }
  }
  return files.sort();
}

if (import.meta.main) {
  const problems = await checkImports(resolve(import.meta.dirname ?? ".", ".."));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exitCode = 1;
}
