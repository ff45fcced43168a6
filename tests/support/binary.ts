import { join, resolve } from "node:path";
import { fileLock } from "@/locks/file_lock.ts";
import { bunProgram } from "@tests/support/bun_program.ts";
import { compile } from "../../scripts/compile.ts";
import { sourcesDigest } from "../../scripts/compile/sources.ts";

type Binary =
  | { readonly kind: "built"; readonly path: string }
  | { readonly kind: "missing"; readonly why: string };

const root = resolve(import.meta.dirname ?? ".", "../..");
const folder = join(root, "dist/tested");
let built: Promise<Binary> | null = null;

/** The binary of the sources as they are, compiled once; `missing` where neither compiler can be downloaded. */
export function binary(): Promise<Binary> {
  return built ??= build();
}

async function build(): Promise<Binary> {
  await using _lock = await fileLock(`${folder}.lock`, { timeoutMs: Infinity });
  const path = join(folder, await sourcesDigest(root), "vikunja-sync");
  if (await isThere(path)) return { kind: "built", path };
  if (await isThere(folder)) await Deno.remove(folder, { recursive: true });
  const draft = join(folder, "draft/vikunja-sync");
  await Deno.mkdir(join(folder, "draft"), { recursive: true });
  try {
    await compile(root, draft);
  } catch (thrown) {
    const bun = await bunProgram();
    if (bun.kind === "found") throw thrown;
    return { kind: "missing", why: `neither compiler can be downloaded: ${bun.why}` };
  }
  await Deno.rename(join(folder, "draft"), resolve(path, ".."));
  return { kind: "built", path };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

/** Registers a test of the binary; where there is none, one that is ignored, with the reason in its name. */
export async function binaryTest(
  name: string,
  test: (binary: string) => Promise<void>,
): Promise<void> {
  const found = await binary();
  switch (found.kind) {
    case "built":
      return Deno.test(`the binary ${name}`, () => test(found.path));
    case "missing":
      return Deno.test.ignore(`the binary ${name}: ${found.why}`, () => {});
  }
}
