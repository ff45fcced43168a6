import { join, relative, resolve, sep } from "node:path";
import { checkCycles } from "./imports/cycles.ts";
import { checkDirections } from "./imports/directions.ts";
import { importGraph } from "./imports/import_graph.ts";
import { checkLoads, checkPurity, isSimulated } from "./imports/purity.ts";
import { checkSpreads } from "./imports/spreads.ts";
import { checkExports } from "./imports/unused_exports.ts";
import { type Word, wordsOf } from "./imports/words.ts";

/** Where what `src` exports may be used. */
const folders = ["src", "tests", "bench", "scripts"];

/** Files that are not put to use yet; to be taken out here when they are. */
const notUsedYet: readonly string[] = ["src/adapters/memory/faulty_log.ts"];

/** Everything in `src` that goes against the direction of imports, a line each; empty where all is well. */
export async function checkImports(root: string): Promise<readonly string[]> {
  const sources = await wordsIn(root);
  const files = [...sources.keys()].filter(isOurs).map((path) => path.slice("src/".length));
  const imports = await importGraph(root, files);
  const wordsOfFile = (file: string) => sources.get(`src/${file}`) ?? [];
  const impure = files.filter(isSimulated).flatMap((file) => checkPurity(file, wordsOfFile(file)));
  const unseen = files.flatMap((file) => checkLoads(file, wordsOfFile(file)));
  const entries = [...await entriesOf(root), ...notUsedYet];
  const unused = checkExports(sources, isOurs, entries);
  const spreads = [...sources].flatMap(([path, words]) => checkSpreads(path, words));
  return [
    ...spreads,
    ...checkDirections(imports),
    ...impure,
    ...unseen,
    ...checkCycles(imports),
    ...unused,
  ];
}

function isOurs(path: string): boolean {
  return path.startsWith("src/");
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
