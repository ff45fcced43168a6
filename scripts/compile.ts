import { join, resolve } from "node:path";
import { compileWithBun } from "./compile/with_bun.ts";
import { compileWithDeno } from "./compile/with_deno.ts";

/** Makes one file of all commands at `output`; says which of the two made it. */
export async function compile(root: string, output: string): Promise<"deno" | "bun"> {
  const byDeno = await compileWithDeno(root, output);
  if (byDeno.isGood) return "deno";
  const byBun = await compileWithBun(root, output);
  if (byBun.isGood) return "bun";
  throw new Error(`Cannot compile.\nDeno: ${byDeno.said}\nBun: ${byBun.said}`);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname ?? ".", "..");
  const output = join(root, "dist/vikunja-sync");
  await Deno.mkdir(join(root, "dist"), { recursive: true });
  const compiler = await compile(root, output);
  const { size } = await Deno.stat(output);
  console.log(`dist/vikunja-sync: ${Math.round(size / 1e6)} MB, compiled by ${compiler}`);
}
