import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";

/** Files by their path in the package. */
export type Tree = ReadonlyMap<
  string,
  { readonly content: string | Uint8Array; readonly mode: number }
>;

export async function writeTree(tree: Tree, folder: string): Promise<void> {
  for (const [path, { content, mode }] of tree) {
    const at = join(folder, path);
    await Deno.mkdir(dirname(at), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(at, content);
    else await Deno.writeFile(at, content);
    await Deno.chmod(at, mode);
  }
}

/** As `sha256sum` and `md5sum` write them. */
export function sums(tree: Tree, kind: "sha256" | "md5"): string {
  return [...tree].map(([path, { content }]) =>
    `${createHash(kind).update(content).digest("hex")}  ${path}\n`
  ).sort((a, b) => a.slice(a.indexOf("  ")) < b.slice(b.indexOf("  ")) ? -1 : 1).join("");
}

export async function sumOfFile(path: string): Promise<string> {
  const digest = createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  return `${digest}  ${relative(dirname(path), path)}\n`;
}

export async function gzipped(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
