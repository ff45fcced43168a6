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
  await startOnce(root, start);
  return start;
}

/**
 * At the first start in a home Deno makes its caches. Where the first ones are many, one is left half made now and then
 * (seen once: tables missing for minutes), and each start says so on standard error.
 */
async function startOnce(root: string, start: string): Promise<void> {
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const args = ["run", `--config=${root}/deno.json`, "--quiet", "--allow-all", start, "--version"];
  await new Deno.Command(Deno.execPath(), { args, ...silent }).output();
}
