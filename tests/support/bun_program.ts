import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/compile/run.ts";
import { type Child, spawn } from "@tests/support/child_process.ts";

type BunProgram =
  | { readonly kind: "found"; readonly path: string }
  /** What npm said. */
  | { readonly kind: "missing"; readonly why: string };

const root = resolve(import.meta.dirname ?? ".", "../..");
let found: Promise<BunProgram> | null = null;

/** The Bun that compiles the binary, fetched once; `missing` where npm cannot reach its registry. */
export function bunProgram(): Promise<BunProgram> {
  return found ??= findBun();
}

async function findBun(): Promise<BunProgram> {
  const words = ["npx", "--yes", "bun@1.4.5", "-e", "console.log('bun at', process.execPath)"];
  const { isGood, said } = await run(words, { cwd: root });
  const path = /^bun at (.+)$/m.exec(said)?.[1];
  return isGood && path !== undefined
    ? { kind: "found", path }
    : { kind: "missing", why: said.trim() };
}

/**
 * Registers a test where there is Bun; elsewhere one that is ignored, with the reason in its name.
 * `test` is given the path of Bun.
 */
export async function bunTest(name: string, test: (bun: string) => Promise<void>): Promise<void> {
  const bun = await bunProgram();
  switch (bun.kind) {
    case "found":
      return Deno.test(name, () => test(bun.path));
    case "missing":
      return Deno.test.ignore(`${name}: no bun 1.4.5 from npm: ${bun.why}`, () => {});
  }
}

/** As `spawnScript`, in Bun, over its own adapter to the system, as in the binary. */
export async function spawnInBun(
  bun: string,
  name: string,
  args: readonly string[],
): Promise<Child> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const settings = await Deno.makeTempFile({ prefix: "vikunja-sync-bun-", suffix: ".json" });
  const paths = {
    "@/*": [`${root}/src/*`],
    "@system/*": [`${root}/src/adapters/bun/*`],
    "@tests/*": [`${root}/tests/*`],
  };
  await Deno.writeTextFile(settings, JSON.stringify({ compilerOptions: { paths } }));
  const child = spawn(bun, [
    `--tsconfig-override=${settings}`,
    script,
    ...args,
  ]);
  return {
    ...child,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      await Deno.remove(settings);
    },
  };
}
