import { join, relative, resolve, sep } from "node:path";
import { checkCycles } from "./imports/cycles.ts";
import { checkDirections } from "./imports/directions.ts";
import { importGraph } from "./imports/import_graph.ts";
import { checkLoads, checkPurity } from "./imports/purity.ts";
import { checkSpreads } from "./imports/spreads.ts";
import { checkExports } from "./imports/unused_exports.ts";
import { type Word, wordsOf } from "./imports/words.ts";

/** Where our code is; layers are those of the first. */
const folders = ["src", "tests", "bench", "scripts"];

/** Everything that goes against the direction of imports and what is exported, a line each; empty where all is well. */
export async function checkImports(root: string): Promise<readonly string[]> {
  const sources = await wordsIn(root);
  const filesOf = (folder: string) =>
    [...sources.keys()].filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  const graphs = await Promise.all(
    folders.map((folder) => importGraph(root, folder, filesOf(folder))),
  );
  const [imports = []] = graphs;
  const files = filesOf("src");
  const wordsOfFile = (file: string) => sources.get(`src/${file}`) ?? [];
  const impure = files.flatMap((file) => checkPurity(file, wordsOfFile(file)));
  const unseen = files.flatMap((file) => checkLoads(file, wordsOfFile(file)));
  const unused = checkExports(sources, isAtRest, await entriesOf(root));
  const spreads = [...sources].flatMap(([path, words]) => checkSpreads(path, words));
  return [
    ...spreads,
    ...checkDirections(imports),
    ...impure,
    ...unseen,
    ...folders.flatMap((folder, index) => checkCycles(folder, graphs[index] ?? [])),
    ...unused,
  ];
}

/** The simulated world is still being made. */
function isAtRest(path: string): boolean {
  return !path.startsWith("tests/simulation/");
}

/** What may be used from outside. */
async function entriesOf(root: string): Promise<readonly string[]> {
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const { exports } = config as { readonly exports: Readonly<Record<string, string>> };
  return Object.values(exports).map((path) => path.replace(/^\.\//, ""));
}

/** By path from the root. */
async function wordsIn(root: string): Promise<ReadonlyMap<string, readonly Word[]>> {
  const paths = (await Promise.all(folders.map((folder) => sourceFiles(root, folder)))).flat();
  const read = paths.map(async (path) =>
    [path, wordsOf(await Deno.readTextFile(join(root, path)))] as const
  );
  return new Map(await Promise.all(read));
}

async function sourceFiles(root: string, top: string): Promise<readonly string[]> {
  const files: string[] = [];
  const left = [join(root, top)];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const { name, isDirectory } of await entriesIn(folder)) {
      const path = join(folder, name);
      if (isDirectory) left.push(path);
      else if (name.endsWith(".ts")) files.push(relative(root, path).split(sep).join("/"));
    }
  }
  return files.sort();
}

async function entriesIn(folder: string): Promise<readonly Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

if (import.meta.main) {
  const problems = await checkImports(resolve(import.meta.dirname ?? ".", ".."));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exitCode = 1;
}
