import { join } from "node:path";
import { run } from "../compile/run.ts";
import { copyProgram } from "./copy_program.ts";

export interface Replayed {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly story: readonly string[];
  /** Of the log at its end. */
  readonly log: string;
}

/**
 * Runs the schedules of these seeds in Bun, in a copy where Deno puts the packages of its lock file.
 *
 * @throws {Error} with what the one that failed of them said.
 */
export async function replayInBun(
  bun: string,
  seeds: readonly number[],
): Promise<readonly Replayed[]> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-replay-" });
  try {
    await copyProgram(folder);
    await Deno.writeTextFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const packages = ["install", "--quiet", "--frozen", "--node-modules-dir=auto"];
    await goodOrThrow([Deno.execPath(), ...packages], folder);
    const words = [bun, "run", "--no-install", "scripts/simulate/replay.ts", ...seeds.map(String)];
    const said = await goodOrThrow(words, folder);
    return said.trim().split("\n").map((line): Replayed => JSON.parse(line));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const settings = {
  compilerOptions: {
    paths: {
      "@/*": ["./src/*"],
      "@system/*": ["./src/adapters/bun/*"],
      "@tests/*": ["./tests/*"],
    },
  },
};

async function goodOrThrow(words: readonly string[], cwd: string): Promise<string> {
  const { isGood, said } = await run(words, { cwd });
  if (isGood) return said;
  throw new Error(`\`${words.join(" ")}\` fails: ${said}`);
}
