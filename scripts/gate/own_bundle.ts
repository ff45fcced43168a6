import { bundleInto } from "../bundle/make.ts";

/**
 * Makes the bundle that `deno task` would start, for the tests that start our program; a module that does, or `null`
 * where Deno cannot make one (it fetches esbuild the first time): then they start the sources.
 */
export async function ownBundle(root: string, folder: string): Promise<string | null> {
  if (!await bundleInto(folder, root)) return null;
  const start = `${folder}/start.js`;
  await Deno.writeTextFile(
    start,
    `import { start } from "./main.js";\nDeno.exit(await start(${JSON.stringify(root)}));\n`,
  );
  return start;
}
