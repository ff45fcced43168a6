import { join } from "node:path";
import { copySources } from "./sources.ts";
import { type Ran, run } from "./run.ts";

/** From npm; has `node:sqlite`. */
const bun = ["npx", "--yes", "bun@1.4.5"];

/**
 * `bun build --compile` in a copy of the sources, where Deno puts the packages of its lock file. What lies in
 * the folder where the program is called (`.env`, `bunfig.toml`) does not change what it does.
 */
export async function compileWithBun(root: string, output: string): Promise<Ran> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-compile-" });
  try {
    await copySources(root, folder);
    const paths = { "@/*": ["./src/*"], "@system/*": ["./src/adapters/bun/*"] };
    await Deno.writeTextFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { paths } }),
    );
    const packages = ["install", "--quiet", "--frozen", "--node-modules-dir=auto"];
    const installed = await run([Deno.execPath(), ...packages], { cwd: folder });
    if (!installed.isGood) return installed;
    return await run([...bun, ...buildArguments(output)], { cwd: folder });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function buildArguments(output: string): readonly string[] {
  return [
    "build",
    "--compile",
    "--minify",
    "--bytecode",
    "--splitting",
    "--format=esm",
    "--target=bun",
    "--keep-names",
    "--compile-exec-argv=--smol",
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    "src/main_bun.ts",
    "--outfile",
    output,
  ];
}
