import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Test files in one module for the runner: of fewer, more load the same sources; of more, a core is idle at the end. */
const filesAtOnce = { long: 9, short: 48 };
/** Their tests start whole processes, and take seconds. */
const longTests = "tests/e2e/";

/**
 * Writes modules into a folder that import some test files each, and gives their paths, those that take longest first.
 * The runner loads and compiles the sources anew for each module that it is given: for each of our files, that was a
 * third of all that the tests took.
 */
export function writeTestGroups(root: string, files: readonly string[], into: string): string[] {
  const isLong = (file: string) => file.startsWith(longTests);
  const groups = [
    ...spread(files.filter(isLong), filesAtOnce.long),
    ...spread(files.filter((file) => !isLong(file)), filesAtOnce.short),
  ];
  return groups.map((group, index) => {
    const path = join(into, `group_${index + 1}_test.ts`);
    const imports = group.map((file) => `import "${pathToFileURL(join(root, file)).href}";\n`);
    Deno.writeTextFileSync(path, imports.join("") + firstTimer);
    return path;
  });
}

/** The first `setTimeout` under `deno test` lets others go on before it returns, as no other does: none of ours is it. */
const firstTimer = "clearTimeout(setTimeout(() => {}, 0));\n";

/** Neighbours are much alike, also in what they take: they go to different groups. */
function spread(files: readonly string[], atOnce: number): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / atOnce);
  return Array.from(
    { length: count },
    (_, index) => files.filter((_, at) => at % count === index),
  );
}

/** Of a folder and all below it, as the runner would find them; paths from the root. */
export function testFiles(root: string, folder: string): string[] {
  const entries = [...Deno.readDirSync(join(root, folder))].toSorted((a, b) =>
    a.name < b.name ? -1 : 1
  );
  return entries.flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return testFiles(root, path);
    return /(^|[_.])test\.[cm]?[jt]sx?$/.test(name) ? [path] : [];
  });
}
