import { join } from "node:path";
import { type Ran, run } from "./run.ts";

/** `deno compile`, which downloads its runtime once. */
export async function compileWithDeno(root: string, output: string): Promise<Ran> {
  const options = ["--quiet", "--no-check", "--no-prompt", "--unstable-net", "--allow-all"];
  return await run(
    [Deno.execPath(), "compile", ...options, "--output", output, join(root, "src/main.ts")],
    { cwd: root },
  );
}
